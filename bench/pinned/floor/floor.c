// The least that a paced stream costs: one thread, one timer, one send an event. Whatever
// a client sends gets the same events at the same interval. Nothing is parsed. It runs
// until it is killed, or until a stream breaks: its cost would then be too low.
//
//	floor EVENTS MICROSECONDS EVENT
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { ROOM = 1 << 16, LISTENER = -1, TIMER = -2 };

struct stream {
	int fd, left;
	int64_t due; // nanoseconds on the monotonic clock
};

// All streams have the same interval, so their deadlines pass in the order in which they
// were set: a queue does for a heap.
static struct stream queue[ROOM];
static unsigned first, last;

static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
static const char done[] = "e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n";

static int64_t now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void check(int result, const char *what) {
	if (result < 0) {
		perror(what);
		exit(1);
	}
}

static void push(struct stream s) {
	if (last - first == ROOM) {
		fprintf(stderr, "floor: too many streams\n");
		exit(1);
	}
	queue[last++ % ROOM] = s;
}

static void watch(int poll, int fd, uint32_t events, int name) {
	struct epoll_event e = {.events = events, .data.fd = name};
	check(epoll_ctl(poll, EPOLL_CTL_ADD, fd, &e), "epoll_ctl");
}

static int listen_anywhere(void) {
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	check(fd, "socket");
	check(bind(fd, (struct sockaddr *)&a, size), "bind");
	check(listen(fd, 4096), "listen");
	check(getsockname(fd, (struct sockaddr *)&a, &size), "getsockname");
	printf("floor listens on http://127.0.0.1:%d\n", ntohs(a.sin_port));
	check(fflush(stdout), "stdout");
	return fd;
}

static void accept_all(int poll, int listener) {
	int fd, on = 1;
	while ((fd = accept4(listener, 0, 0, SOCK_NONBLOCK)) >= 0) {
		check(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "setsockopt");
		watch(poll, fd, EPOLLIN, fd);
	}
	if (errno != EAGAIN)
		check(fd, "accept4");
}

static void send_all(int fd, const char *bytes, int size) {
	int sent = send(fd, bytes, size, MSG_NOSIGNAL);
	check(sent, "floor: a stream broke");
	if (sent < size) {
		fprintf(stderr, "floor: a client reads too slowly\n");
		exit(1);
	}
}

int main(int argc, char **argv) {
	int events = argc == 4 ? atoi(argv[1]) : 0;
	int64_t interval = argc == 4 ? atoll(argv[2]) * 1000 : 0;
	if (events < 1 || interval < 1) {
		fprintf(stderr, "usage: floor EVENTS MICROSECONDS EVENT\n");
		return 2;
	}
	char *chunk; // the last one has what ends the stream after it
	int whole = asprintf(&chunk, "%zx\r\n%s\r\n%s", strlen(argv[3]), argv[3], done);
	check(whole, "asprintf");
	int size = whole - (int)(sizeof done - 1);

	int listener = listen_anywhere(), poll = epoll_create1(0), timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	check(poll, "epoll_create1");
	check(timer, "timerfd_create");
	watch(poll, listener, EPOLLIN, LISTENER);
	watch(poll, timer, EPOLLIN | EPOLLET, TIMER); // each expiry is an edge: no need to read

	struct epoll_event ready[256];
	char request[8192];
	for (;;) {
		if (first != last) {
			int64_t due = queue[first % ROOM].due;
			struct itimerspec at = {.it_value = {due / 1000000000, due % 1000000000}};
			check(timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, 0), "timerfd_settime");
		}
		int n = epoll_wait(poll, ready, 256, -1);
		check(n, "epoll_wait");
		for (int i = 0; i < n; i++) {
			int fd = ready[i].data.fd;
			if (fd == LISTENER)
				accept_all(poll, listener);
			else if (fd != TIMER && read(fd, request, sizeof request) <= 0)
				close(fd);
			else if (fd != TIMER) {
				send_all(fd, head, sizeof head - 1);
				push((struct stream){fd, events, now() + interval});
			}
		}
		for (int64_t t = now(); first != last && queue[first % ROOM].due <= t;) {
			struct stream s = queue[first++ % ROOM];
			s.due += interval;
			send_all(s.fd, chunk, --s.left ? size : whole);
			if (s.left)
				push(s);
		}
	}
}
