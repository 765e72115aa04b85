// Logging out: what waits is spoken of first, then nothing stays in this browser.

const page = document.getElementById("leaving");
// Without a secure context nothing was ever kept.
if (isSecureContext && "serviceWorker" in navigator) {
  if (page) start();
  for (const form of document.querySelectorAll("form[data-logout]")) guard(form);
}

/** Wipe before the form goes; with unsent items in this browser the page that asks comes first. */
function guard(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { unsent, wipe } = await import("./offline/wipe.js");
    const owner = form.dataset.logout;
    try {
      if (!page && (await unsent(owner)).own.length) return location.assign("/logout/");
      const hasOthers = await wipe(owner);
      if (hasOthers) form.append(hidden("others", "1"));
    } catch {
      // No store in this browser: nothing was kept.
    }
    form.submit();
  });
}

function hidden(name, value) {
  return Object.assign(document.createElement("input"), { type: "hidden", name, value });
}

/** The page that asks: how much waits, sending it, taking it along as a file. */
async function start() {
  const { owner } = page.dataset;
  const [{ unsent }, { flush }, { inWords }, { exportQueue }] = await Promise.all([
    import("./offline/wipe.js"),
    import("./offline/send.js"),
    import("./offline/words.js"),
    import("./offline/file.js"),
  ]);
  const show = async () => {
    const { own, others } = await unsent(owner);
    page.querySelector("[data-show=own]").hidden = !own.length;
    page.querySelector("[data-show=others]").hidden = !others.length;
    for (const place of page.querySelectorAll("[data-number]")) place.textContent = inWords(own);
    page.querySelector("[type=submit]").textContent = own.length ? "Vẫn đăng xuất" : "Đăng xuất";
  };
  page.querySelector("[data-act=send]").addEventListener("click", async () => {
    const outcome = await flush(owner);
    page.querySelector("[data-place=outcome]").textContent = outcome === "sent" ? "" : "Chưa gửi hết được.";
    await show();
  });
  page.querySelector("[data-act=export]").addEventListener("click", () => exportQueue(owner));
  await show();
}
