self.addEventListener("push", function (event) {
  var notice = event.data.json();
  event.waitUntil(self.registration.showNotification("Aduan Bontang", {
    body: notice.subject, data: notice.url, tag: notice.url || undefined, lang: "id"
  }));
});
self.addEventListener("notificationclick", function (event) {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data || "/pemberitahuan/"));
});
