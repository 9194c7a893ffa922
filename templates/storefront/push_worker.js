{% load static %}// Shows what the shop sends to this browser, also while no page of it is open.
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const read = (event) => {
  try {
    return event.data ? event.data.json() : {};
  } catch {
    return {};
  }
};

self.addEventListener("push", (event) => {
  const said = read(event);
  // A browser takes the permission back from who is sent something and shows nothing.
  event.waitUntil(self.registration.showNotification(said.title || "{{ shop_name|escapejs }}", {
    body: said.body || "",
    tag: said.tag || "",
    icon: "{% static 'shop/icons/icon-512.png' %}",
    data: { url: said.url || "/" },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.url, self.location.origin);
  const page = url.origin === self.location.origin ? url.href : "/";
  event.waitUntil(self.clients.openWindow(page));
});

// The push service gave the browser another address: it is told to the shop.
self.addEventListener("pushsubscriptionchange", (event) => {
  const options = event.oldSubscription?.options;
  if (!options) return;
  event.waitUntil(self.registration.pushManager.subscribe(options).then((made) => {
    const { endpoint, keys } = made.toJSON();
    return fetch("{% url 'storefront:push-add' %}", {
      method: "POST", body: new URLSearchParams({ endpoint, ...keys }),
    });
  }));
});
