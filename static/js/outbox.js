// What other scripts of the entry page use of the queue: `import { savePhoto } from "./outbox.js"`.

import { owner } from "./offline/bar.js";
import { keepPhoto } from "./offline/save.js";

export { newKey } from "./offline/key.js";
export { keptAt as fromCache } from "./offline/overlay.js";
export { deviceId, onChange } from "./offline/store.js";
export { unavailable as available } from "./offline/able.js";

/** Keep a photograph on this phone, then send it; resolves to {state, key, answer}. */
export function savePhoto(photo) {
  return keepPhoto({ ...photo, owner });
}
