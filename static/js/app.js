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

  // Selected rows: by X, by the box, by Shift and click. A refresh of the list keeps them.

  var picked = {}, lastPick;

  function boxes() { return findAll(".row-pick input"); }

  function showPicked() {
    var pane = find(".list-pane"), count = 0;
    if (!pane) return;
    picked = {};
    boxes().forEach(function (box) { if (box.checked) { count++; picked[box.closest(".row").id] = true; } });
    pane.classList.toggle("selecting", count > 0 || pane.hasAttribute("data-picking"));
    find("#picked").textContent = count ? count + " aduan dipilih" : "Centang aduan, lalu pilih tindakan";
  }

  function pickAgain() {
    boxes().forEach(function (box) { box.checked = !!picked[box.closest(".row").id]; });
    showPicked();
  }

  function pick() {
    var row = currentRow() || find(".row");
    if (row) find(".row-pick input", row).click();
  }

  function unpick() {
    boxes().forEach(function (box) { box.checked = false; });
    showPicked();
  }

  document.addEventListener("click", function (event) {
    var box = event.target.closest(".row-pick input");
    if (!box) return;
    var all = boxes(), from = all.indexOf(lastPick), to = all.indexOf(box);
    if (event.shiftKey && from >= 0)
      all.slice(Math.min(from, to), Math.max(from, to) + 1).forEach(function (each) { each.checked = box.checked; });
    lastPick = box;
    showPicked();
  });
  window.addEventListener("pageshow", showPicked);

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
    x: pick,
    s: function () { press(find("#snooze")); },
    escape: unpick,
    a: function () { var row = currentRow(); press((row && find(".claim", row)) || find("#take-open")); },
    "/": function () { var field = find("#search"); if (field) field.focus(); },
    "?": function () { find("#keys").showModal(); }
  };

  // The verification queue: keys mean the item that has the focus, else the first one. One decision a page: what is
  // pressed while the next page is on its way must not decide an item that nobody has read.

  var isDecided = false;
  document.addEventListener("submit", function (event) {
    if (!event.target.matches(".choices, .undo-last, .of-post")) return;
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
    var named = "[data-key=" + key + "]";
    var control = (item && find(named, item.closest(".mention-thread") || item)) || find(".undo-last " + named);
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
  toggle.addEventListener("change", function () {
    var body = new FormData(toggle.form);
    fetch(toggle.form.action, { method: "POST", body: body, headers: { Accept: "application/json" } })
      .then(function (answer) { if (!answer.ok) throw new Error("not kept"); })
      .catch(function () { toast("Pilihan ini belum tersimpan. Coba lagi."); });
  });

  document.addEventListener("click", function (event) {
    var opener = event.target.closest("[data-open]");
    if (opener) document.getElementById(opener.dataset.open).showModal();
  });
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-submit]")) event.target.form.submit();
  });

  // Drafts: one per complaint and officer, kept on the server. On this device they lie only until they are there, and
  // are erased at logout.

  var SOON = 800, LATER = 15000; // ms: after the last key, and after a try that failed

  function draftKey(form) { return "draft:" + form.dataset.number; }

  function grow(field) {
    field.style.height = "auto";
    field.style.height = Math.min(220, field.scrollHeight) + "px";
  }

  function readHere(form) {
    try { return JSON.parse(localStorage.getItem(draftKey(form)) || "null"); } catch (_) { return null; }
  }

  function keepHere(form, isSent) {
    var words = { text: form.text.value, revision: form.revision.value, version: form.version.value, sent: !!isSent };
    try { localStorage.setItem(draftKey(form), JSON.stringify(words)); } catch (_) { /* storage is off */ }
  }

  function forgetHere(form) {
    try { localStorage.removeItem(draftKey(form)); } catch (_) { /* storage is off */ }
  }

  function sayDraft(form, words) {
    var line = form.isConnected && find("#draft", form);
    if (line) line.textContent = words;
  }

  function touched(form) {
    form.edits = (form.edits || 0) + 1;
    keepHere(form);
    sayDraft(form, "Belum tersimpan");
    saveSoon(form, SOON);
  }

  function saveSoon(form, wait) {
    clearTimeout(form.waiting);
    form.waiting = setTimeout(function () { saveDraft(form); }, wait);
  }

  // `then` hears whether the words are a draft now: words that were sent meanwhile are none.
  function saveDraft(form, then) {
    clearTimeout(form.waiting);
    if (form.isLeft || form.isStuck || form.isSaving) return;
    form.isSaving = true;
    var edits = form.edits, body = new FormData(form);
    if (form.isSent) body.append("sent", "yes");
    fetch(form.dataset.drafts, {
      method: "POST", body: body, headers: { Accept: "application/json" }, keepalive: true
    }).then(function (answer) {
      if (answer.redirected || !/json/.test(answer.headers.get("Content-Type"))) throw new Error("not kept");
      return answer.json().then(function (facts) { settle(form, answer.status, facts, edits, then); });
    }).catch(function () {
      form.isSaving = false;
      if (form.leave) { form.leave(); return; }
      sayDraft(form, "Belum tersimpan");
      saveSoon(form, LATER);
    });
  }

  function settle(form, status, facts, edits, then) {
    form.isSaving = false;
    if (form.isLeft) return;
    if (form.leave) { if (status === 200) form.revision.value = facts.revision; form.leave(); return; }
    if (status === 200) {
      form.revision.value = facts.revision;
      if (edits !== form.edits) { keepHere(form); saveSoon(form, SOON); return; }
      forgetHere(form);
      sayDraft(form, facts.saved ? "Tersimpan " + facts.saved : "");
      if (then) then(facts.saved);
      return;
    }
    form.isStuck = true; // until the officer has chosen
    if (then) then(true);
    sayDraft(form, "Belum tersimpan");
    if (status === 409) find("#draft-other", form).innerHTML = facts.notice;
    else find("#composer-error", form).textContent = facts.reason;
  }

  // What did not reach the server before the page went away. Words that were on their way to the citizen are shown
  // again only when the server has not got them.
  function restoreDraft() {
    var form = find("#composer");
    if (!form || !form.text || form.isRestored) return;
    form.isRestored = true;
    var field = form.text, here = readHere(form);
    if (field.value) grow(field);
    if (form.hasAttribute("data-unsaved")) { touched(form); return; }
    if (!here || find("#draft-other", form).firstChild) return;
    if (here.text === field.value || !here.text) { forgetHere(form); return; }
    var shown = { text: field.value, revision: form.revision.value };
    field.value = here.text;
    form.revision.value = here.revision;
    if (!here.sent) { grow(field); touched(form); return; }
    form.isSent = true;
    saveDraft(form, function (isKept) {
      if (isKept && !field.value) { field.value = here.text; grow(field); }
      if (!isKept) form.revision.value = shown.revision;
    });
    form.isSent = false;
    field.value = shown.text;
  }

  document.addEventListener("input", function (event) {
    if (event.target.id === "text") grow(event.target);
    if (event.target.closest("#composer")) touched(event.target.form);
  });
  document.addEventListener("focusout", function (event) {
    var form = event.target.id === "text" && event.target.form;
    if (form && readHere(form)) saveDraft(form);
  });
  document.addEventListener("visibilitychange", function () {
    var form = find("#composer");
    if (form && document.hidden && readHere(form)) saveDraft(form);
  });
  window.addEventListener("online", function () {
    var form = find("#composer");
    if (form && readHere(form)) saveDraft(form);
  });
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.matches("[data-logout]")) eraseAll();
    if (form.id !== "composer") return;
    clearTimeout(form.waiting);
    // A save on its way is waited for, shortly: it must not come in after the sending.
    if (form.isSaving && !form.leave) {
      event.preventDefault();
      form.leave = function () { if (!form.isLeft) form.requestSubmit(event.submitter); };
      setTimeout(form.leave, 2000);
      return;
    }
    form.isLeft = true;
    keepHere(form, true);
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-take-draft]")) { var form = find("#composer"); form.isLeft = true; forgetHere(form); }
  });
  window.addEventListener("pageshow", function (event) {
    var form = find("#composer");
    if (event.persisted && form) form.isLeft = false; // back to a page that was left by sending
  });

  function eraseAll() {
    try {
      Object.keys(localStorage).forEach(function (key) { if (key.indexOf("draft:") === 0) localStorage.removeItem(key); });
    } catch (_) { /* storage is off */ }
  }

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

  var listTag;
  function isRefresh(context) { return context.sourceElement && context.sourceElement.id === "list"; }
  document.addEventListener("htmx:config:request", function (event) {
    var context = event.detail.ctx;
    // A list that has grown stays as it is: its first page would take away what the reader has scrolled to.
    if (isRefresh(context) && find("#list [data-grown]")) event.preventDefault();
    else if (isRefresh(context) && listTag) context.request.headers["If-None-Match"] = listTag;
  });
  document.addEventListener("htmx:after:request", function (event) {
    var context = event.detail.ctx;
    if (isRefresh(context)) listTag = context.response.headers.get("ETag");
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
    if (target && target.id === "list") { markOpen(); pickAgain(); }
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
  document.addEventListener("htmx:error", function () { toast("Jaringan terputus. Tulisan Anda aman di perangkat ini."); });
  window.addEventListener("offline", function () { toast("Anda sedang luring. Daftar mungkin tidak terbaru."); });
  if (find("#toast").textContent.trim()) toast(find("#toast").textContent);

  restoreDraft();
  if (location.hash === "#next" && find("#next")) find("#next").focus();
})();
