/* heap.c: alarms, and events whose time was moved, by (due, seq) in a 4-ary heap. */
#include "csrc/kernel/private.h"

static bool item_before(const poe_heap_item_t *a, const poe_heap_item_t *b) {
  return a->due < b->due || (a->due <= b->due && a->event->seq < b->event->seq);
}

static void heap_set(poe_kernel_t *k, uint32_t pos, poe_heap_item_t item) {
  k->heap[pos] = item;
  item.event->heap_pos = (int32_t)pos;
}

/* Both ways of sifting move a hole to where `item` belongs, and write each item once.  `pos` is the
 * hole; what it held does not matter. */
static void heap_up(poe_kernel_t *k, uint32_t pos, poe_heap_item_t item) {
  while (pos > 0) {
    uint32_t up = (pos - 1) / 4;
    if (!item_before(&item, &k->heap[up])) break;
    heap_set(k, pos, k->heap[up]);
    pos = up;
  }
  heap_set(k, pos, item);
}

/* Four children lie side by side, so that a level costs hardly more than in a binary heap, which
 * has twice as many. */
static uint32_t least_child(const poe_kernel_t *k, uint32_t first) {
  uint32_t end = first + 4 < k->heap_count ? first + 4 : k->heap_count, best = first;
  for (uint32_t c = first + 1; c < end; c++)
    if (item_before(&k->heap[c], &k->heap[best])) best = c;
  return best;
}

static void heap_down(poe_kernel_t *k, uint32_t pos, poe_heap_item_t item) {
  uint32_t child;
  while ((child = pos * 4 + 1) < k->heap_count) {
    child = least_child(k, child);
    if (!item_before(&k->heap[child], &item)) break;
    heap_set(k, pos, k->heap[child]);
    pos = child;
  }
  heap_set(k, pos, item);
}

/* The event's time is not to change afterwards but through poe__heap_fix. */
void poe__heap_add(poe_kernel_t *k, poe_event_t *e) {
  if (k->heap_count == k->heap_cap) {
    k->heap_cap = k->heap_cap ? k->heap_cap + k->heap_cap / 2 : 64;
    k->heap = poe_realloc(k->heap, k->heap_cap * sizeof *k->heap);
  }
  k->heap_count++;
  heap_up(k, k->heap_count - 1, (poe_heap_item_t){e->due, e});
}

/* Puts an item whose event has another time or number now where it belongs. */
void poe__heap_fix(poe_kernel_t *k, uint32_t pos) {
  poe_heap_item_t item = k->heap[pos];
  POE_ASSERT_SLOW(pos < k->heap_count);
  item.due = item.event->due;
  if (pos > 0 && item_before(&item, &k->heap[(pos - 1) / 4]))
    heap_up(k, pos, item);
  else
    heap_down(k, pos, item);
}

/* The last item takes the place, wherever that leads it, up or down. */
void poe__heap_remove(poe_kernel_t *k, poe_event_t *e) {
  uint32_t pos = (uint32_t)e->heap_pos, last = --k->heap_count;
  assert(k->heap[pos].event == e);
  if (pos != last) {
    heap_set(k, pos, k->heap[last]);
    poe__heap_fix(k, pos);
  }
}

/* Gives those that keep to the wall clock other times.  All may have other places afterwards. */
void poe__heap_shift(poe_kernel_t *k, double seconds) {
  for (uint32_t i = 0; i < k->heap_count; i++) {
    if (!k->heap[i].event->on_wall) continue;
    k->heap[i].event->due += seconds;
    k->heap[i].due = k->heap[i].event->due;
  }
  for (uint32_t pos = k->heap_count; pos-- > 0;) heap_down(k, pos, k->heap[pos]);
}
