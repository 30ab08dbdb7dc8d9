// Parts of a page that need much code: it is fetched when the part is first in sight, and then kept by the browser.
// An element names its module in data-part; the module's show(element) draws it and gives back what brings it up to date.

const NEAR = '200px';

export function startParts() {
  const updates = new Map();
  const watcher = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) {
        watcher.unobserve(target);
        show(target);
      }
    }
  }, { rootMargin: NEAR });

  async function show(element) {
    try {
      const part = await import(element.dataset.part);
      updates.set(element, await part.show(element));
    } catch (error) {
      console.warn('A part of the page could not be shown', error);
      element.textContent = element.dataset.failed;
    }
  }

  function bringUpToDate() {
    for (const [element, update] of updates) {
      if (element.isConnected) {
        update();
      } else {
        updates.delete(element);
      }
    }
    for (const element of document.querySelectorAll('[data-part]')) {
      if (!updates.has(element)) {
        watcher.observe(element);
      }
    }
  }

  bringUpToDate();
  // Told by the live page after it was brought in line with the server's.
  document.addEventListener('fengsui:updated', bringUpToDate);
}
