# Varnish in front of two nodes.
#
#     varnishd -a :80 -f /usr/share/mod_transparency/conf/fleet/transparency.vcl \
#         -s malloc,256m -p http_gzip_support=off
#
# http_gzip_support=off matters: otherwise Varnish decodes answers itself for
# readers who take no gzip, and their strong tag becomes a weak one. Answers come
# coded as each reader wants them, and Vary says so. docs/fleet.md explains more.
vcl 4.1;

import directors;
import std;

probe alive {
    .url = "/transparency/index.json";
    .interval = 2s;
    .timeout = 2s;
    .window = 3;
    .threshold = 2;
    .initial = 2;
}

backend node1 {
    .host = "192.0.2.11";
    .port = "80";
    .probe = alive;
}

backend node2 {
    .host = "192.0.2.12";
    .port = "80";
    .probe = alive;
}

sub vcl_init {
    new nodes = directors.round_robin();
    nodes.add_backend(node1);
    nodes.add_backend(node2);
}

sub vcl_recv {
    if (req.url !~ "^/transparency(/|\?|$)") {
        return (synth(404));
    }
    # pages set no cookies and need none; with one, nothing would be kept
    unset req.http.Cookie;
}

# In turn; but a request that failed is tried on each by name: in turn, with many
# requests at once, it might meet the same dead node again and again.
sub vcl_backend_fetch {
    if (bereq.retries == 0) {
        set bereq.backend = nodes.backend();
    } else if (bereq.retries == 1) {
        set bereq.backend = node1;
    } else {
        set bereq.backend = node2;
    }
}

sub vcl_backend_response {
    # old tags are used to ask whether something changed
    set beresp.keep = 1h;
    # a node that is starting; the other one may have an answer
    if (beresp.status == 503 && bereq.retries < 2) {
        return (retry);
    }
    # whole before it is passed on, so that it can be fetched from the other
    # node if this one dies half-way; large downloads are passed on as they come
    if (std.integer(beresp.http.Content-Length, 0) < 8388608) {
        set beresp.do_stream = false;
    }
}

sub vcl_backend_error {
    if (bereq.retries < 2) {
        return (retry);
    }
}
