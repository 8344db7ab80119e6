/* load WHAT PORT CONNECTIONS IN_FLIGHT SECONDS [IDLE]: loads a server on 127.0.0.1 that echoes
 * lines.
 *
 *   lines        each connection keeps IN_FLIGHT lines under way
 *   connections  each connection sends one line, gets it back, sees the server close; then a new
 * one idle         opens IDLE connections that exchange one line each and then are quiet, says
 *                "filled", waits for a line on standard input, and goes on as lines does
 *
 * Says how many lines came back and in how many seconds. One process, epoll, no allocation while it
 * measures: it must not be what limits the server.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { LINE = 64, MOST_IN_FLIGHT = 64, EVENTS = 256, FILLED_AT_ONCE = 50, PATIENCE_MS = 60000 };

typedef struct {
  int fd;
  int owed; /* lines sent and not yet back */
} connection_t;

typedef struct {
  int epoll;
  struct sockaddr_in server;
  char lines[LINE * MOST_IN_FLIGHT];
  long done;
} load_t;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void allow_many_files(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
}

static void prepare(load_t *load, int port) {
  memset(load, 0, sizeof *load);
  load->epoll = epoll_create1(EPOLL_CLOEXEC);
  if (load->epoll < 0) fail("epoll_create1");
  load->server.sin_family = AF_INET;
  load->server.sin_port = htons((uint16_t)port);
  load->server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  memset(load->lines, 'x', sizeof load->lines);
  for (int end = LINE; end <= (int)sizeof load->lines; end += LINE)
    memcpy(load->lines + end - 2, "\r\n", 2);
}

/* A connection's lines in flight fit the socket's buffer, so a short write is an error. */
static void send_lines(load_t *load, connection_t *connection, int count) {
  size_t size = (size_t)count * LINE;
  if (send(connection->fd, load->lines, size, MSG_NOSIGNAL) != (ssize_t)size) fail("send");
  connection->owed += count;
}

/* Connecting over loopback is done at once or refused: no need to wait for it in the loop. */
static void open_connection(load_t *load, connection_t *connection, int in_flight) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
  int yes = 1;
  connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connection->fd < 0) fail("socket");
  if (connect(connection->fd, (struct sockaddr *)&load->server, sizeof load->server))
    fail("connect");
  setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  connection->owed = 0;
  send_lines(load, connection, in_flight);
  if (epoll_ctl(load->epoll, EPOLL_CTL_ADD, connection->fd, &event)) fail("epoll_ctl");
}

/* Closes by a reset: an orderly close would leave the port taken for a minute. */
static void close_connection(connection_t *connection) {
  struct linger reset = {.l_onoff = 1, .l_linger = 0};
  setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  close(connection->fd);
}

/* Returns the number of lines that came, or -1 at the end of the connection. */
static int receive(connection_t *connection) {
  char buffer[LINE * MOST_IN_FLIGHT];
  int lines = 0;
  ssize_t got = recv(connection->fd, buffer, sizeof buffer, MSG_DONTWAIT);
  if (got == 0) return -1;
  if (got < 0) {
    if (errno != EAGAIN) fail("recv");
    return 0;
  }
  for (const char *at = buffer, *end = buffer + got;
       (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++)
    lines++;
  connection->owed -= lines;
  return lines;
}

/* What is done with each answer; -1 lines are the end of the connection. */
typedef void answer_t(load_t *load, connection_t *connection, int lines);

static void send_again(load_t *load, connection_t *connection, int lines) {
  if (lines < 0) fail("the server closed a connection");
  load->done += lines;
  if (lines > 0) send_lines(load, connection, lines);
}

static void connect_again(load_t *load, connection_t *connection, int lines) {
  if (lines >= 0) return;
  if (connection->owed) fail("the server closed without an answer");
  load->done++;
  close_connection(connection);
  open_connection(load, connection, 1);
}

static void count_quiet(load_t *load, connection_t *connection, int lines) {
  if (lines < 0) fail("the server closed a connection");
  if (lines > 0 && !connection->owed) load->done++;
}

static void turn(load_t *load, answer_t *answer) {
  struct epoll_event events[EVENTS];
  int count = epoll_wait(load->epoll, events, EVENTS, PATIENCE_MS);
  if (count <= 0) fail("no answer");
  for (int i = 0; i < count; i++) {
    connection_t *connection = events[i].data.ptr;
    answer(load, connection, receive(connection));
  }
}

static void measure(load_t *load, connection_t *all, int count, int in_flight, double seconds,
                    answer_t *answer) {
  load->done = 0;
  double start = now();
  for (int i = 0; i < count; i++) open_connection(load, all + i, in_flight);
  do turn(load, answer);
  while (now() < start + seconds);
  printf("%ld %.6f\n", load->done, now() - start);
}

/* A few at a time, so that none is beyond what the server's backlog takes. */
static void fill(load_t *load, connection_t *all, int count) {
  load->done = 0;
  for (int opened = 0; load->done < count;) {
    while (opened < count && opened < load->done + FILLED_AT_ONCE)
      open_connection(load, all + opened++, 1);
    turn(load, count_quiet);
  }
  printf("filled\n");
  fflush(stdout);
  while (getchar() != '\n' && !feof(stdin)) {}
}

int main(int argc, char **argv) {
  if (argc < 6) {
    fprintf(stderr, "usage: %s lines|connections|idle PORT CONNECTIONS IN_FLIGHT SECONDS [IDLE]\n",
            argv[0]);
    return 2;
  }
  load_t load;
  int count = atoi(argv[3]), in_flight = atoi(argv[4]), idle = argc > 6 ? atoi(argv[6]) : 0;
  if (count < 1 || in_flight < 1 || in_flight > MOST_IN_FLIGHT) return 2;
  connection_t *all = calloc((size_t)(count + idle), sizeof *all);
  if (!all) fail("calloc");
  allow_many_files();
  prepare(&load, atoi(argv[2]));
  if (idle > 0) fill(&load, all + count, idle);
  measure(&load, all, count, in_flight, atof(argv[5]),
          strcmp(argv[1], "connections") == 0 ? connect_again : send_again);
  free(all);
  return 0;
}
