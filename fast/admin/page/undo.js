// What was changed here, to be taken back in the opposite order.

const most = 50;
const done = [];
const button = document.getElementById("undo");
let failed = () => {};

// onError sets who is told that a change could not be taken back.
export function onError(tell) { failed = tell; }

// remember keeps how a change is taken back.
export function remember(what, back) {
  done.push({ what, back });
  if (done.length > most) done.shift();
  show();
}

function show() {
  const last = done.at(-1);
  button.disabled = !last;
  button.textContent = last ? "Undo: " + last.what : "Undo";
}

button.addEventListener("click", async () => {
  const last = done.pop();
  show();
  try {
    await last?.back();
  } catch (error) {
    done.push(last);
    show();
    failed(error);
  }
});
