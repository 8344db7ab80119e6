/* head.c: numbers about the whole of a kernel.  Sessions in the background, and what they have, are
 * left out. */
#include "csrc/look/rows.h"

static void put_lag(const poe_kernel_t *k, poe_text_t *out) {
  poe_histogram_t lag = {0};
  poe_kernel_lag(k, &lag);
  poe_text_key(out, "lag");
  poe_text_open(out, '{');
  poe__look_count(out, "count", lag.count);
  poe__look_count(out, "p50_ns", poe_histogram_quantile(&lag, 0.5));
  poe__look_count(out, "p90_ns", poe_histogram_quantile(&lag, 0.9));
  poe__look_count(out, "p99_ns", poe_histogram_quantile(&lag, 0.99));
  poe__look_count(out, "most_ns", lag.most);
  poe_text_close(out, '}');
}

static void put_flow(const poe_kernel_t *k, poe_text_t *out) {
  static const poe_flow_t none;
  const poe_flow_t *flow = poe_kernel_flow(k) ? poe_kernel_flow(k) : &none;
  poe__look_count(out, "calls", flow->calls);
  poe__look_count(out, "unhandled", flow->unhandled);
  poe__look_count(out, "wait_ns", flow->wait);
  poe__look_count(out, "files_ns", flow->files);
  poe__look_count(out, "events_ns", flow->events);
  poe__look_count(out, "collect_ns", flow->collect);
}

void poe_look_head(poe_kernel_t *k, poe_text_t *out) {
  const poe_stats_t *st = poe_kernel_stats(k);
  const poe_share_t others = poe_kernel_in_background(k);
  const uint64_t later = poe_event_later_count(k) - (uint64_t)others.later;
  double due;
  poe__look_count(out, "sessions", poe_session_count(k) - !poe_kernel_session(k)->gone);
  poe__look_count(out, "born", st->born);
  poe__look_count(out, "died", st->died);
  poe__look_count(out, "enqueued", st->enqueued);
  poe__look_count(out, "dispatched", st->dispatched);
  poe__look_count(out, "ready", st->ready);
  poe__look_count(out, "polls", st->polls);
  put_flow(k, out);
  put_lag(k, out);
  poe__look_count(out, "queue", poe_event_count(k) - (uint64_t)others.events - later);
  poe__look_count(out, "timers", later);
  poe_text_key(out, "next_due");
  poe_text_seconds(out, poe_event_next_own_due(k, &due) ? due - poe_kernel_now(k) : 1e13);
  poe__look_count(out, "files", poe_file_count(k) - others.files);
  poe__look_count(out, "names", poe_name_stat_count(k));
  poe_text_key(out, "level");
  poe_text_word(out, poe_measure_word(poe_kernel_measures(k)));
}

void poe_look_lag(const poe_kernel_t *k, poe_text_t *out) {
  poe_histogram_t lag = {0};
  poe_kernel_lag(k, &lag);
  poe__look_count(out, "count", lag.count);
  poe__look_count(out, "sum_ns", lag.sum);
  poe__look_count(out, "most_ns", lag.most);
  poe__look_buckets(out, "buckets", &lag);
}
