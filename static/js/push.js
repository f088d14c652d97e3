// Offers notices of this browser. Nothing is asked before the button is pressed.
(function () {
  "use strict";
  var form = document.getElementById("push");
  if (!form || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  form.hidden = false;

  function encode(buffer) {
    return btoa(String.fromCharCode.apply(null, new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function say(words) { document.getElementById("push-state").textContent = words; }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    Notification.requestPermission().then(function (answer) {
      if (answer !== "granted") throw new Error("Izin pemberitahuan ditolak di peramban ini.");
      return navigator.serviceWorker.register("/sw.js");
    }).then(function () {
      return navigator.serviceWorker.ready;
    }).then(function (worker) {
      return worker.pushManager.subscribe({userVisibleOnly: true, applicationServerKey: form.dataset.key});
    }).then(function (subscription) {
      form.elements.address.value = subscription.endpoint;
      form.elements.p256dh.value = encode(subscription.getKey("p256dh"));
      form.elements.auth.value = encode(subscription.getKey("auth"));
      form.submit();
    }).catch(function (error) {
      say(error.name === "Error" ? error.message : "Peramban ini tidak dapat menerima pemberitahuan sekarang.");
    });
  });
})();
