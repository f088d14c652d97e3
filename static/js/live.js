// What open pages hear while they stand: by the stream, and every minute in any case. Nothing moves under a thumb: rows
// and words stay where they are, and a pill or a bar says that there is more. Every page works without this file.
(function () {
  "use strict";

  var POLL = 60000, HERE = 20000, STILL_WRITING = 40000, PAGE = 50; // ms, and rows
  var places = document.currentScript.dataset;

  function find(selector, root) { return (root || document).querySelector(selector); }
  function each(selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); }

  // News

  var isAsking = false, asksAgain = false, waiting;

  function askSoon(wait) {
    if (waiting) return;
    waiting = setTimeout(function () { waiting = null; ask(); }, wait * (0.5 + Math.random()));
  }

  function question() {
    var list = find("#list[data-query]"), thread = find("#thread"), facts = new URLSearchParams(list ? list.dataset.query : "");
    if (list) { facts.set("daftar", "1"); facts.set("sejak", list.dataset.at || ""); }
    if (thread) { facts.set("aduan", thread.dataset.number); facts.set("sejak_aduan", thread.dataset.mark); }
    return places.news + "?" + facts;
  }

  function ask() {
    if (document.hidden) return;
    if (isAsking) { asksAgain = true; return; }
    isAsking = true;
    var asked = question();
    fetch(asked, { headers: { Accept: "application/json" } }).then(function (answer) {
      if (!answer.ok || answer.redirected) throw new Error("no news");
      return answer.json();
    }).then(function (news) {
      if (asked !== question()) asksAgain = true; // the page shows something else by now
      else show(news);
    }).catch(function () { /* the next minute */ }).then(function () {
      isAsking = false;
      if (asksAgain) { asksAgain = false; askSoon(300); }
    });
  }

  function show(news) {
    var list = find("#list");
    if (list && !list.dataset.at) list.dataset.at = news.at; // it has just been refreshed
    each("[data-count]", function (place) { showCount(place, news.counts[place.dataset.count]); });
    if (news.rows) showRows(news);
    if (news.case) { say("#case-words", news.case.words); say("#presence", news.case.presence); }
  }

  function showCount(place, count) {
    if (count === undefined) return;
    if (place.dataset.count === "telat") place.classList.toggle("count-late", count !== 0);
    var number = find(".unread", place);
    if (place.dataset.count !== "notices") place.textContent = count;
    else if (!count) place.textContent = "";
    else if (number) number.firstChild.data = count;
    else place.innerHTML = '<span class="unread">' + count + '<span class="sr"> belum dibaca</span></span>';
  }

  function showRows(news) {
    var seen = {}, hasLost = false, rows = document.querySelectorAll("#list .row");
    Array.prototype.forEach.call(rows, function (row) {
      var number = row.id.slice(4), facts = news.rows[number];
      seen[number] = true;
      if (facts) showRow(row, facts);
      else hasLost = true;
    });
    // Of a list that goes on below nobody can tell from here what has come and gone: the server counts what has come.
    var isWhole = rows.length <= PAGE && !find("#list .list-more");
    var unseen = Object.keys(news.rows).filter(function (number) { return !seen[number]; }).length;
    var count = isWhole ? Math.max(news.arrived, unseen) : news.arrived;
    var pill = find("#list-news");
    pill.textContent = count ? count + " aduan baru" : isWhole && hasLost ? "Daftar berubah" : "";
    pill.hidden = !pill.textContent;
  }

  function showRow(row, facts) {
    row.className = row.className.replace(/level-\S+/, "level-" + facts.level);
    row.classList.toggle("unread", facts.unread);
    find(".ring-fill", row).setAttribute("stroke-dasharray", facts.used + " 100");
    var chip = find(".chip", row);
    chip.className = "chip chip-" + facts.level;
    chip.firstElementChild.textContent = facts.sentence;
    chip.lastElementChild.textContent = facts.chip;
    find(".row-presence", row).textContent = facts.presence;
    row.classList.toggle("has-presence", !!facts.presence);
    var end = find(".row-end", row);
    if (!end.contains(document.activeElement) && end.innerHTML.trim() !== facts.end.trim()) end.innerHTML = facts.end;
  }

  function say(selector, words) {
    var place = find(selector);
    if (!place || find("span", place).textContent === words) return;
    find("span", place).textContent = words;
    place.hidden = !words;
  }

  document.addEventListener("click", function (event) {
    if (event.target.id !== "list-news") return;
    event.target.hidden = true;
    find("#list").dispatchEvent(new CustomEvent("refresh"));
    find("#list").scrollTop = 0;
    find("#list").focus();
  });

  // The stream: it only says when to ask. A hidden page has none.

  var stream, opened = 0;

  function listen() {
    if (document.hidden || !places.stream || !window.EventSource || stream && stream.readyState !== EventSource.CLOSED) return;
    stream = new EventSource(places.stream, { withCredentials: true });
    stream.onopen = function () {
      document.documentElement.dataset.live = "yes";
      if (opened++) askSoon(2000);
    };
    stream.onerror = function () { document.documentElement.dataset.live = "no"; };
    stream.addEventListener("refresh", function () { askSoon(2000); });
    stream.addEventListener("case", function () { askSoon(400); });
    stream.addEventListener("presence", function (event) {
      var isShown = JSON.parse(event.data).numbers.some(function (number) { return !!find("#row-" + number + ", #thread[data-number='" + number + "']"); });
      if (isShown) askSoon(200);
    });
  }

  // Presence

  var openCase, leaving, doing = "", wroteAt = -STILL_WRITING;

  function tell(place, mode, keepalive) {
    var words = new FormData();
    words.append("mode", mode);
    words.append("csrfmiddlewaretoken", find("[name=csrfmiddlewaretoken]").value);
    return fetch(place, { method: "POST", body: words, keepalive: !!keepalive });
  }

  function leave() {
    if (doing) tell(leaving, "", true).catch(function () { /* ends by itself */ });
    doing = "";
  }

  function here() {
    var thread = document.hidden ? null : find("#thread[data-here]"), place = thread && thread.dataset.here;
    if (openCase !== place) leave();
    openCase = place;
    leaving = place && thread.dataset.leave;
    if (!place) return;
    doing = performance.now() - wroteAt < STILL_WRITING ? "tulis" : "lihat";
    tell(place, doing).then(function (answer) { return answer.json(); }).then(function (facts) {
      if (openCase === place) say("#presence", facts.presence);
    }).catch(function () { /* in 20 seconds again */ });
  }

  document.addEventListener("input", function (event) {
    if (event.target.id !== "text") return;
    wroteAt = performance.now();
    if (doing !== "tulis") here();
  });
  window.addEventListener("pagehide", function () {
    leave();
    openCase = null;
  });

  document.addEventListener("htmx:after:swap", function (event) {
    var target = event.detail && event.detail.ctx && event.detail.ctx.target;
    if (target && target.id === "list") { delete target.dataset.at; ask(); }
    if (target && target.id === "panel") { wroteAt = -STILL_WRITING; leave(); setTimeout(here, 2000); }
  });
  document.addEventListener("visibilitychange", function () {
    here();
    if (document.hidden && stream) { stream.close(); stream = null; }
    if (!document.hidden) { listen(); askSoon(500); }
  });
  setInterval(function () { listen(); ask(); }, POLL);
  setInterval(here, HERE);
  listen();
  setTimeout(here, 2000); // who only passes by is not there
})();
