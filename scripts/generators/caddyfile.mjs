import { ROUTES } from '../../libs/contracts/dist/index.js';

/** The edge of the distributed form, from the one route table (design §2). */
export async function files() {
  return [{ path: 'deploy/Caddyfile', text: caddyfile(ROUTES) }];
}

/** A launch address carries aicc_sid and aicc_url, so no line may have a query or headers. */
const LOG_FORMAT = `\t\tformat filter {
			wrap json
			fields {
				request>uri regexp [?].* ""
				request>headers delete
				resp_headers delete
			}
		}
`;

const HEAD = `# Generated from libs/contracts/src/routes.ts by scripts/generators/caddyfile.mjs. Change it there, then: npm run generate
{
	admin off
	persist_config off
	log {
${LOG_FORMAT}	}
	servers {
		# Who may say for whom a request comes: the load balancer in front, if there is one. Others' X-Forwarded-* are overwritten.
		trusted_proxies static {$TRUSTED_PROXIES:127.0.0.1/32}
		trusted_proxies_strict
		timeouts {
			read_header 10s
			read_body 2m
			idle 2m
		}
		max_header_size 32KB
	}
}

# {args[0]} is the service. Its copies are looked up by name every 2 s, so that --scale and restarts need no reload.
(to) {
	reverse_proxy {
		dynamic a {args[0]} 8080 {
			refresh 2s
		}
		lb_policy least_conn
		# A request waits for a service that is just starting again; what has been sent once is not sent twice.
		lb_try_duration 10s
		lb_try_interval 500ms
		fail_duration 2s
		# Server-sent events go out at once.
		flush_interval -1
		transport http {
			dial_timeout 2s
			# Shorter than the 5 s of Node's server: else a POST can meet a connection that is being closed.
			keepalive 4s
		}
	}
}

# Services set their own headers; these are for what they left out.
(headers) {
	header {
		-Server
		-Via
		?X-Content-Type-Options nosniff
		?Referrer-Policy same-origin
		defer
	}
}

(problem) {
	import headers
	header Content-Type application/problem+json
	header Cache-Control no-store
	respond \`{"type":"{args[0]}","status":{err.status_code},"title":"{args[1]}","detail":"{args[2]}"}\`
}

http://:8080 {
	# Of the requests, those that ended in 5xx.
	log {
		level ERROR
${LOG_FORMAT}	}
	# The largest body is a catalogue import of 50 MiB; each service has its own limit below that.
	request_body {
		max_size 52MiB
	}
	import headers
`;

const TAIL = `
	handle_errors 413 {
		import problem urn:aicc-bridge:problem:too-large "The request is too large" "The body has more than 52 MiB. Send it in parts."
	}
	handle_errors {
		import problem about:blank "{err.status_text}" "No service could answer. It is safe to try again in a few seconds."
	}
}

# For the container's own health check.
http://:8081 {
	bind 127.0.0.1
	respond 204
}
`;

/** Inside `route` Caddy keeps the written order and takes the first `handle` that fits, so the longest prefixes come first. */
function caddyfile(routes) {
  const rest = routes.find(({ prefix }) => prefix === '/');
  if (rest === undefined) throw new Error('The route table has no "/".');
  const named = routes
    .filter(({ prefix }) => prefix !== '/')
    .sort((a, b) => b.prefix.length - a.prefix.length || (a.prefix < b.prefix ? -1 : 1));
  const handles = [...named.map(prefixHandle), `\t\thandle {\n\t\t\timport to ${rest.service}\n\t\t}\n`];
  return `${HEAD}\troute {\n${handles.join('')}\t}\n${TAIL}`;
}

/** Whole path segments only: `/api/courses` and what is below it, never `/api/courses-old`. */
function prefixHandle({ prefix, service }) {
  const name = `@${prefix.slice(1).replaceAll('/', '-')}`;
  return `\t\t${name} path ${prefix} ${prefix}/*\n\t\thandle ${name} {\n\t\t\timport to ${service}\n\t\t}\n`;
}
