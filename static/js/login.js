// A shared office PC: whoever logs in next must not find the former officer's drafts. And a password may be looked at.
(function () {
  "use strict";
  try {
    Object.keys(localStorage).forEach(function (key) {
      if (key.indexOf("draft:") === 0) localStorage.removeItem(key);
    });
  } catch (_) { /* storage is off: then nothing was kept */ }

  var button = document.getElementById("reveal");
  var field = document.getElementById("id_password");
  button.hidden = false;
  button.addEventListener("click", function () {
    var shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    field.focus();
  });
  // Sent as a password, so that the browser does not keep it as an ordinary entry.
  field.form.addEventListener("submit", function () { field.type = "password"; });
})();
