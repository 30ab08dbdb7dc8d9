/*! idb: Copyright (c) 2016, Jake Archibald. ISC licence. */
// What this browser keeps for its people: the outbox, and a few notes that pages and the service worker share.
//
// An item: key, requestId, user and userName (whose it is), task, title, action, path, entries (name and text or file, as
// they are sent), parts (label and text, as people read them), at (server's time), state: waiting, refused or sent; and
// from the answer words, now, code, may, location.
import { openDB } from 'idb';

let opened;

function database() {
  opened ??= openDB('fengsui', 1, {
    upgrade(db) {
      db.createObjectStore('items', { keyPath: 'key', autoIncrement: true });
      db.createObjectStore('notes');
    },
    terminated() {
      opened = undefined;
    },
  }).catch((error) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

/**
 * Returns when the items are on the disk.
 *
 * @param replaced key of an item that they stand for; it goes in the same step
 * @return their keys
 */
export async function addItems(items, replaced) {
  const db = await database();
  const change = db.transaction('items', 'readwrite', { durability: 'strict' });
  const keys = [];
  for (const item of items) {
    keys.push(await change.store.add(item));
  }
  if (replaced !== undefined) {
    await change.store.delete(replaced);
  }
  await change.done;
  return keys;
}

/** In the order in which they were stored. */
export async function allItems() {
  return (await database()).getAll('items');
}

export async function item(key) {
  return (await database()).get('items', key);
}

export async function putItem(changed) {
  const db = await database();
  const change = db.transaction('items', 'readwrite', { durability: 'strict' });
  await change.store.put(changed);
  await change.done;
}

export async function removeItem(key) {
  await (await database()).delete('items', key);
}

export async function note(name) {
  return (await database()).get('notes', name);
}

export async function setNote(name, value) {
  await (await database()).put('notes', value, name);
}
