// A shared office PC: whoever logs in next must not find the former officer's drafts.
(function () {
  "use strict";
  try {
    Object.keys(localStorage).forEach(function (key) {
      if (key.indexOf("draft:") === 0) localStorage.removeItem(key);
    });
  } catch (_) { /* storage is off: then nothing was kept */ }
})();
