// Entries that could not be sent: kept in this browser, by the ids that their forms made, until the server has them. Used by
// pages and by the service worker, so a plain script.
globalThis.outbox = (() => {
  const open = () => new Promise((resolve, reject) => {
    const asked = indexedDB.open("financeaspire", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("entries", { keyPath: "id" });
      asked.result.createObjectStore("state");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const run = async (store, mode, act) => {
    const db = await open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = db.transaction(store, mode);
        const asked = act(transaction.objectStore(store));
        transaction.oncomplete = () => resolve(asked.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    } finally { db.close(); }
  };

  // "t", "-1" and "12" mean a day from today: the day on which it was typed, not the one on which it is sent.
  const day = (typed, now = new Date()) => {
    const text = typed.trim().toLowerCase();
    const on = new Date(now.getFullYear(), now.getMonth(), now.getDate());
    if (/^(t|today)$/.test(text)) { /* today */ }
    else if (/^(y|yesterday)$/.test(text)) on.setDate(on.getDate() - 1);
    else if (/^[-+]\d{1,4}$/.test(text)) on.setDate(on.getDate() + Number(text));
    else if (/^\d{1,2}$/.test(text)) {
      on.setDate(Number(text));
      if (on.getMonth() !== now.getMonth()) return typed;
    } else return typed;
    return [on.getFullYear(), on.getMonth() + 1, on.getDate()].map(part => String(part).padStart(2, "0")).join("-");
  };

  return {
    /** The entry that a form is about to record, or null where it is no new entry. */
    entryOf(data, path, book) {
      const field = name => data.get(name)?.toString() ?? "";
      const isNew = field("_handler") === "entry" || (field("_handler") === "transaction" && field("Form.Version") === "0");
      if (!book || !isNew || !field("Form.Id") || !["", "save"].includes(field("Action"))) return null;
      const fields = [...data].filter(([name, value]) => name !== "__RequestVerificationToken" && typeof value === "string")
        .map(([name, value]) => [name, name === "Form.Date" ? day(value) : value]);
      return { id: field("Form.Id"), book, path, fields, at: Date.now() };
    },
    put: entry => run("entries", "readwrite", s => s.put(entry)),
    remove: id => run("entries", "readwrite", s => s.delete(id)),
    all: () => run("entries", "readonly", s => s.getAll()),
    setBook: book => run("state", "readwrite", s => s.put(book, "book")),
    book: () => run("state", "readonly", s => s.get("book")),
  };
})();
