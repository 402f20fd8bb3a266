// Every message from the page to the program passes here, in its own origin. Only well-formed calls go on: a command is
// a plain name and its payload is data, so a script that found its way into the page cannot send anything else.
window.__TAURI_ISOLATION_HOOK__ = (message) => {
  const { cmd } = message;
  if (typeof cmd !== "string" || !/^(plugin:[a-z]+\|)?[a-z][a-z0-9_]*$/.test(cmd)) {
    throw new Error("refused: not a command of this program");
  }
  return message;
};
