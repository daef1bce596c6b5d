namespace FinanceAspire.AppHost.Publishing;

/// <summary>nginx in front: TLS with HTTP/2, compression, load shared between the replicas, the client's address passed on.</summary>
internal static class ProxyConfiguration
{
    public static string Write(IEnumerable<string> replicas, int port)
    {
        var servers = string.Join('\n', replicas.Select(r => $"    server {r}:{port} resolve max_fails=1 fail_timeout=5s;"));
        return $$"""
            worker_processes auto;
            error_log /dev/stderr warn;
            pid /tmp/nginx.pid;
            events { worker_connections 1024; }
            http {
              include /etc/nginx/mime.types;
              access_log /dev/stdout;
              server_tokens off;
              client_body_temp_path /tmp/client;
              proxy_temp_path /tmp/proxy;
              fastcgi_temp_path /tmp/fastcgi;
              uwsgi_temp_path /tmp/uwsgi;
              scgi_temp_path /tmp/scgi;
              # Docker's own name server: a replica that comes back with another address is found again.
              resolver 127.0.0.11 valid=2s ipv6=off;
              upstream web {
                zone web 64k;
            {{servers}}
                keepalive 16;
              }
              gzip on;
              gzip_proxied any;
              gzip_types text/css text/javascript application/javascript application/json image/svg+xml;
              server {
                listen 8443 ssl;
                http2 on;
                ssl_certificate {{ModelReader.SecretsPath}}/tls.crt;
                ssl_certificate_key {{ModelReader.SecretsPath}}/tls.key;
                ssl_protocols TLSv1.2 TLSv1.3;
                ssl_session_cache shared:tls:2m;
                # A receipt is a photograph or a scan, a statement a file of some years.
                client_max_body_size 40m;
                location / {
                  proxy_pass http://web;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_set_header Host $http_host;
                  proxy_set_header X-Forwarded-For $remote_addr;
                  proxy_set_header X-Forwarded-Proto $scheme;
                  proxy_set_header X-Forwarded-Host $http_host;
                  # Only what is safe to repeat goes to the other replica: a form that was sent is not sent twice.
                  proxy_next_upstream error timeout;
                  proxy_next_upstream_tries 2;
                  proxy_connect_timeout 2s;
                }
              }
            }

            """;
    }
}
