"use strict";

const app = document.getElementById("app");
const section = document.getElementById("section");

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== ""));
  return made;
}

async function ask(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error((await response.json()).error);
  return response.json();
}

function facts(ad) {
  return [
    ad.sold ? element("span", { className: "sold", textContent: "SOLD" }) : "",
    element("p", { className: "price", textContent: ad.price }),
    element("p", { className: "meta place", textContent: ad.place }),
    element("p", { className: "meta when", textContent: ad.ago, title: ad.posted }),
  ];
}

function card(ad) {
  const link = element("a", { className: "card", href: ad.url },
    element("img", { src: ad.photo, alt: "" }),
    element("div", {}, element("h3", { className: "title", textContent: ad.title }), ...facts(ad)));
  link.dataset.id = ad.id;
  return link;
}

function drawList() {
  const chosen = new URLSearchParams(location.search).get("section") || "";
  section.value = chosen;
  const cards = element("div", { className: "cards" });
  const end = element("p", { className: "end", textContent: "Loading more ads" });
  app.replaceChildren(cards, end);
  let cursor = "";
  let busy = false;
  const more = async () => {
    if (busy || cursor === null) return;
    busy = true;
    const query = new URLSearchParams({ section: chosen, cursor });
    const batch = await ask(`/bazaar/api/ads?${query}`);
    cards.append(...batch.ads.map(card));
    cursor = batch.next;
    busy = false;
    if (cursor === null) {
      watcher.disconnect();
      end.textContent = `That is all: ${batch.total} ads`;
      end.id = "all-shown";
    } else if (end.getBoundingClientRect().top < innerHeight) {
      more();
    }
  };
  const watcher = new IntersectionObserver((seen) => seen[0].isIntersecting && more());
  watcher.observe(end);
}

function phoneButton(ad) {
  const place = element("p", { className: "contact" });
  const button = element("button", { id: "show-number", type: "button", textContent: "Show number" });
  button.addEventListener("click", async () => {
    const { phone, tel } = await ask(`/bazaar/api/ads/${ad.id}/phone`);
    place.replaceChildren(element("a", { className: "phone", href: `tel:${tel}`, textContent: phone }));
  });
  place.append(button);
  return place;
}

function drawAd(ad) {
  document.title = `${ad.title} | Chantha Bazaar`;
  const time = element("time", { className: "posted", dateTime: ad.posted, textContent: ad.posted.slice(0, 16).replace("T", " ") });
  app.replaceChildren(element("article", { className: "ad" },
    element("p", { className: "meta" }, element("a", { href: `/bazaar/?section=${ad.section}`, textContent: ad.section_title })),
    element("h1", { className: "title", textContent: ad.title }),
    ...facts(ad),
    element("img", { className: "photo", src: ad.photo, alt: "" }),
    element("div", { className: "text", textContent: ad.text }),
    element("p", { className: "meta" }, "Seller: ", element("span", { className: "seller", textContent: ad.seller }), ", posted ", time),
    ad.edited ? element("p", { className: "meta edited", textContent: `Edited ${ad.edited.slice(0, 10)}` }) : "",
    ad.has_phone ? phoneButton(ad) : ""));
}

async function start() {
  if (!app.dataset.ad) return drawList();
  try {
    drawAd(await ask(`/bazaar/api/ads/${app.dataset.ad}`));
  } catch (error) {
    app.replaceChildren(element("p", { className: "gone", textContent: error.message }));
  }
}

section.addEventListener("change", () => {
  location.href = `/bazaar/?section=${section.value}`;
});
start();
