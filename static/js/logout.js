// Logging out: what waits is spoken of first, then nothing stays in this browser.

const page = document.getElementById("leaving");
// Without a secure context nothing was ever kept.
if (isSecureContext && "serviceWorker" in navigator) {
  if (page) start();
  for (const form of document.querySelectorAll("form[data-logout]")) guard(form);
  if (localStorage.getItem("leaving")) finish();
}

/** Somebody logged out here while the browser's store was slow. */
async function finish() {
  const { finishWiping } = await import("./offline/wipe.js");
  await finishWiping(document.querySelector("form[data-logout]")?.dataset.logout);
}

/** Wipe before the form goes; with unsent items in this browser the page that asks comes first. */
function guard(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const owner = form.dataset.logout;
    try {
      const { unsent, wipe } = await import("./offline/wipe.js");
      if (!page && (await unsent(owner)).own.length) return location.assign("/logout/");
      if (await wipe(owner)) form.append(hidden("alone", "1"));
    } catch {
      // No store in this browser, and nothing kept; else what others have not sent stays theirs.
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
