/* head.c: numbers about the whole of a kernel.  Sessions in the background, and what they have, are
 * left out. */
#include "csrc/look/rows.h"

static void count(poe_text_t *out, const char *key, uint64_t n) {
  poe_text_key(out, key);
  poe_text_count(out, n);
}

static void put_lag(const poe_kernel_t *k, poe_text_t *out) {
  poe_histogram_t lag = {0};
  poe_kernel_lag(k, &lag);
  poe_text_key(out, "lag");
  poe_text_open(out, '{');
  count(out, "count", lag.count);
  count(out, "p50_ns", poe_histogram_quantile(&lag, 0.5));
  count(out, "p90_ns", poe_histogram_quantile(&lag, 0.9));
  count(out, "p99_ns", poe_histogram_quantile(&lag, 0.99));
  count(out, "most_ns", lag.most);
  poe_text_close(out, '}');
}

static void put_flow(const poe_kernel_t *k, poe_text_t *out) {
  static const poe_flow_t none;
  const poe_flow_t *flow = poe_kernel_flow(k) ? poe_kernel_flow(k) : &none;
  count(out, "calls", flow->calls);
  count(out, "unhandled", flow->unhandled);
  count(out, "wait_ns", flow->wait);
  count(out, "files_ns", flow->files);
  count(out, "events_ns", flow->events);
  count(out, "collect_ns", flow->collect);
}

void poe_look_head(poe_kernel_t *k, poe_text_t *out) {
  static const char *const levels[] = {"off", "counts", "times", "trace"};
  const poe_stats_t *st = poe_kernel_stats(k);
  const poe_share_t others = poe_kernel_in_background(k);
  const uint64_t later = poe_event_later_count(k) - (uint64_t)others.later;
  double due;
  count(out, "sessions", poe_session_count(k) - !poe_kernel_session(k)->gone);
  count(out, "born", st->born);
  count(out, "died", st->died);
  count(out, "enqueued", st->enqueued);
  count(out, "dispatched", st->dispatched);
  count(out, "ready", st->ready);
  count(out, "polls", st->polls);
  put_flow(k, out);
  put_lag(k, out);
  count(out, "queue", poe_event_count(k) - (uint64_t)others.events - later);
  count(out, "timers", later);
  poe_text_key(out, "next_due");
  poe_text_seconds(out, poe_event_next_own_due(k, &due) ? due - poe_kernel_now(k) : 1e13);
  count(out, "files", poe_file_count(k) - others.files);
  count(out, "names", poe_name_stat_count(k));
  poe_text_key(out, "level");
  poe_text_word(out, levels[poe_kernel_measures(k)]);
}

void poe_look_lag(const poe_kernel_t *k, poe_text_t *out) {
  poe_histogram_t lag = {0};
  poe_kernel_lag(k, &lag);
  count(out, "count", lag.count);
  count(out, "sum_ns", lag.sum);
  count(out, "most_ns", lag.most);
  poe__look_buckets(out, "buckets", &lag);
}
