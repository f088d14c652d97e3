// Keys, drafts and focus. Every page works without this file.
(function () {
  "use strict";

  function find(selector, root) { return (root || document).querySelector(selector); }
  function findAll(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); }

  function isTyping(element) {
    return /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && !/^(checkbox|radio)$/.test(element.type);
  }

  // Keys

  function currentRow() {
    var focused = document.activeElement;
    return (focused && focused.closest && focused.closest(".row")) || find(".row.open");
  }

  function moveBy(step) {
    var rows = findAll(".row");
    var index = rows.indexOf(currentRow());
    var row = rows[Math.max(0, Math.min(rows.length - 1, index < 0 ? 0 : index + step))];
    if (row) find(".row-title", row).focus();
  }

  function openNext() {
    var rows = findAll(".row");
    var row = rows[rows.indexOf(find(".row.open")) + 1];
    if (row) find(".row-title", row).click();
  }

  function compose(mode) {
    var choice = find("#composer input[value=" + mode + "]");
    if (!choice) return;
    choice.checked = true;
    find("#text").focus();
  }

  function press(element) { if (element) element.click(); }

  var KEYS = {
    j: function () { moveBy(1); },
    k: function () { moveBy(-1); },
    b: openNext,
    t: function () { press(find("#acknowledge")); },
    r: function () { compose("reply"); },
    n: function () { compose("note"); },
    a: function () { var row = currentRow(); press((row && find(".claim", row)) || find("#take-open")); },
    "/": function () { var field = find("#search"); if (field) field.focus(); },
    "?": function () { find("#keys").showModal(); }
  };

  // The verification queue: keys mean the item that has the focus, else the first one. One decision a page: what is
  // pressed while the next page is on its way must not decide an item that nobody has read.

  var isDecided = false;
  document.addEventListener("submit", function (event) {
    if (!event.target.matches(".choices, .undo-last")) return;
    if (isDecided) event.preventDefault();
    isDecided = true;
  });
  window.addEventListener("pageshow", function () { isDecided = false; });

  function currentItem() {
    var focused = document.activeElement;
    return (focused && focused.closest && focused.closest(".queue-item")) || find(".queue-item");
  }

  function moveItem(step) {
    var items = findAll(".queue-item");
    var item = items[items.indexOf(currentItem()) + step];
    findAll(".queue-item.current").forEach(function (each) { each.classList.remove("current"); });
    if (item) item.focus();
    currentItem().classList.add("current");
  }

  function choose(key) {
    var item = currentItem();
    var choices = item ? item.querySelectorAll(".choice") : findAll(".finding-fix, .suggestion");
    press(choices[Number(key) - 1]);
  }

  function ofQueue(key) {
    var item = currentItem();
    if (item && /^[jk]$/.test(key)) return function () { moveItem(key === "j" ? 1 : -1); };
    var control = (item && find("[data-key=" + key + "]", item)) || find(".undo-last [data-key=" + key + "]");
    return control && function () { press(control); };
  }

  document.addEventListener("keydown", function (event) {
    var key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.id === "text") {
      event.preventDefault();
      press(find("#composer .send"));
      return;
    }
    if (key === "escape" && isTyping(event.target)) { event.target.blur(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (!find("#keys-on").checked || find("dialog[open]")) return;
    if (event.repeat && !/^[jk]$/.test(key)) return;
    var act = /^[a-z]$/.test(key) && ofQueue(key);
    if (/^[1-9]$/.test(key)) choose(key);
    else if (act) act();
    else if (KEYS[key]) KEYS[key]();
    else return;
    event.preventDefault();
  });

  var toggle = find("#keys-on");
  try { toggle.checked = localStorage.getItem("keys") !== "off"; } catch (_) { /* stays on */ }
  toggle.addEventListener("change", function () {
    try { localStorage.setItem("keys", toggle.checked ? "on" : "off"); } catch (_) { /* for this page only */ }
  });

  document.addEventListener("click", function (event) {
    var opener = event.target.closest("[data-open]");
    if (opener) document.getElementById(opener.dataset.open).showModal();
  });
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-submit]")) event.target.form.submit();
  });

  // Drafts: one per complaint, on this device, erased when sent and at logout.

  function draftKey() { var form = find("#composer"); return form && "draft:" + form.dataset.number; }

  function grow(field) {
    field.style.height = "auto";
    field.style.height = Math.min(220, field.scrollHeight) + "px";
  }

  function saveDraft() {
    var field = find("#text");
    if (!field) return;
    try {
      if (field.value) localStorage.setItem(draftKey(), field.value);
      else localStorage.removeItem(draftKey());
      find("#draft").textContent = field.value ? "Draf tersimpan di perangkat" : "";
    } catch (_) { /* storage is off */ }
  }

  function restoreDraft() {
    var field = find("#text");
    if (!field || field.value) return;
    try { field.value = localStorage.getItem(draftKey()) || ""; } catch (_) { return; }
    if (field.value) grow(field);
  }

  var waiting;
  document.addEventListener("input", function (event) {
    if (event.target.id !== "text") return;
    grow(event.target);
    clearTimeout(waiting);
    waiting = setTimeout(saveDraft, 400);
  });
  document.addEventListener("submit", function (event) {
    var all = event.target.matches("[data-logout]");
    if (!all && event.target.id !== "composer") return;
    clearTimeout(waiting);
    try {
      Object.keys(localStorage).forEach(function (key) {
        if (all ? key.indexOf("draft:") === 0 : key === draftKey()) localStorage.removeItem(key);
      });
    } catch (_) { /* storage is off */ }
  });

  // Undo: how many seconds are left. Without this file the page shows them as they were when it was opened.

  function countDown() {
    findAll("[data-countdown]").forEach(function (words) {
      var left = Number(words.dataset.countdown) - 1;
      words.dataset.countdown = left;
      if (left > 0) { words.textContent = "Dikirim dalam " + left + " detik"; return; }
      var foot = words.closest("[data-undo]");
      Array.prototype.slice.call(foot.querySelectorAll("form")).forEach(function (form) { form.remove(); });
      words.removeAttribute("data-countdown");
      words.textContent = "Sedang dikirim";
    });
  }
  setInterval(countDown, 1000);

  // htmx: the refresh says what it has, and an opened complaint takes focus.

  document.addEventListener("htmx:config:request", function (event) {
    var context = event.detail.ctx;
    var seen = find("#list [data-etag]");
    if (context.sourceElement && context.sourceElement.id === "list" && seen && seen.dataset.etag)
      context.request.headers["If-None-Match"] = seen.dataset.etag;
  });

  function markOpen() {
    var thread = find("#thread");
    document.body.classList.toggle("has-open", !!thread);
    findAll(".row").forEach(function (row) {
      var open = !!thread && row.id === "row-" + thread.dataset.number;
      row.classList.toggle("open", open);
      if (open) find(".row-title", row).setAttribute("aria-current", "true");
      else find(".row-title", row).removeAttribute("aria-current");
    });
  }

  document.addEventListener("htmx:after:swap", function (event) {
    var target = event.detail && event.detail.ctx && event.detail.ctx.target;
    if (target && target.id === "list") markOpen();
    if (!target || target.id !== "panel") return;
    markOpen();
    restoreDraft();
    if (matchMedia("(max-width: 820px)").matches && find("#subject")) find("#subject").focus();
  });

  var hiding;
  function toast(words) {
    find("#toast").textContent = words;
    clearTimeout(hiding);
    hiding = setTimeout(function () { find("#toast").textContent = ""; }, 6000);
  }
  document.addEventListener("htmx:error", function () { toast("Jaringan terputus. Draf aman di perangkat ini."); });
  window.addEventListener("offline", function () { toast("Anda sedang luring. Daftar mungkin tidak terbaru."); });
  if (find("#toast").textContent.trim()) toast(find("#toast").textContent);

  restoreDraft();
  if (find("#composer [name=approved]")) grow(find("#text"));
  if (location.hash === "#next" && find("#next")) find("#next").focus();
})();
