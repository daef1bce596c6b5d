using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Google.Protobuf;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FinanceAspire.Tests.Support;

/// <summary>
/// What kubectl needs of an API server to send what it was told to: discovery, a schema that says fields are checked, objects
/// that are kept. Each object is parsed strictly into its type, and a second one of the same name is refused. Nothing runs.
/// </summary>
public sealed class KubernetesServer : IAsyncDisposable
{
    private static readonly (string Version, string Plural, string Kind, bool Namespaced)[] Kinds =
    [
        ("v1", "namespaces", "Namespace", false), ("v1", "services", "Service", true), ("v1", "serviceaccounts", "ServiceAccount", true),
        ("v1", "configmaps", "ConfigMap", true), ("v1", "secrets", "Secret", true), ("v1", "persistentvolumeclaims", "PersistentVolumeClaim", true),
        ("apps/v1", "deployments", "Deployment", true), ("apps/v1", "statefulsets", "StatefulSet", true),
        ("batch/v1", "cronjobs", "CronJob", true), ("batch/v1", "jobs", "Job", true),
        ("networking.k8s.io/v1", "networkpolicies", "NetworkPolicy", true), ("networking.k8s.io/v1", "ingresses", "Ingress", true),
        ("policy/v1", "poddisruptionbudgets", "PodDisruptionBudget", true), ("autoscaling/v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true),
    ];

    private readonly WebApplication _app;
    private const string Protobuf = "application/vnd.kubernetes.protobuf";
    private readonly ConcurrentDictionary<string, string> _objects = [];
    private readonly ConcurrentDictionary<string, byte[]> _messages = [];

    private KubernetesServer(WebApplication app) => _app = app;

    /// <summary>What has been made, by its path.</summary>
    public IReadOnlyDictionary<string, string> Objects => _objects;

    public static async Task<KubernetesServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        var server = new KubernetesServer(builder.Build());
        server.Map();
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Writes a file for the variable KUBECONFIG.</summary>
    public async Task WriteConfigurationAsync(string path)
    {
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        await File.WriteAllTextAsync(
            path,
            $"apiVersion: v1\nkind: Config\nclusters:\n- name: test\n  cluster: {{server: '{address}'}}\nusers:\n- name: test\n  user: {{}}\ncontexts:\n- name: test\n  context: {{cluster: test, user: test}}\ncurrent-context: test\n",
            TestContext.Current.CancellationToken);
    }

    /// <summary>The first field of each number, one in the other, of what came as protobuf; numbers as in Kubernetes' generated.proto.</summary>
    public string Text(string path, params int[] fields) => System.Text.Encoding.UTF8.GetString(At(_messages[path], fields));

    public T Read<T>(string path) => KubernetesYaml.Deserialize<T>(_objects[path], strict: true);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Map()
    {
        _app.MapGet("/api", () => new { kind = "APIVersions", versions = new[] { "v1" } });
        _app.MapGet("/apis", () => new
        {
            kind = "APIGroupList",
            apiVersion = "v1",
            groups = Kinds.Select(k => k.Version).Where(v => v != "v1").Distinct().Select(v => new
            {
                name = v.Split('/')[0],
                versions = new[] { new { groupVersion = v, version = v.Split('/')[1] } },
                preferredVersion = new { groupVersion = v, version = v.Split('/')[1] },
            }),
        });
        _app.MapGet("/openapi/v3", () => new { paths = Kinds.Select(k => Root(k.Version)).Distinct().ToDictionary(r => r, r => new { serverRelativeURL = $"/openapi/v3/{r}" }) });
        // For a list kubectl still asks the older schema, and only about namespaces.
        _app.MapGet("/openapi/v2", () => Results.Bytes(OlderSchema(), "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"));
        foreach (var version in Kinds.GroupBy(k => k.Version))
        {
            _app.MapGet($"/{Root(version.Key)}", () => new
            {
                kind = "APIResourceList",
                groupVersion = version.Key,
                resources = version.Select(k => new
                {
                    name = k.Plural,
                    singularName = k.Kind.ToLowerInvariant(),
                    namespaced = k.Namespaced,
                    kind = k.Kind,
                    verbs = new[] { "create", "get", "list", "patch" },
                }),
            });
            // All that kubectl asks it for: whether the server checks fields, by kind.
            _app.MapGet($"/openapi/v3/{Root(version.Key)}", () => Results.Json(Schema(version.Key, version.Select(k => (k.Plural, k.Kind)).Append(("lists", "List")))));
            foreach (var kind in version)
            {
                var path = $"/{Root(version.Key)}/{(kind.Namespaced ? "namespaces/{space}/" : "")}{kind.Plural}";
                _app.MapGet($"{path}/{{name}}", context => Answer(context, _objects.TryGetValue(context.Request.Path, out var found) ? found : null, 404, "NotFound"));
                _app.MapPost(path, CreateAsync);
            }
        }
    }

    private async Task CreateAsync(HttpContext context)
    {
        if (context.Request.ContentType == Protobuf)
        {
            await KeepAsync(context);
            return;
        }

        var text = await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
        var made = JsonNode.Parse(text)!;
        RemoveNulls(made);
        try
        {
            _ = KubernetesYaml.LoadAllFromString(made.ToJsonString(), null, strict: true).Single();
        }
        catch (YamlDotNet.Core.YamlException e)
        {
            await Answer(context, null, 422, $"{e.Message} {e.InnerException?.Message}");
            return;
        }

        var path = $"{context.Request.Path}/{made["metadata"]!["name"]}";
        if (context.Request.RouteValues["space"] is string space)
        {
            made["metadata"]!["namespace"] = space;
        }

        await Answer(context, _objects.TryAdd(path, made.ToJsonString()) ? _objects[path] : null, 409, "AlreadyExists");
    }

    /// <summary>What kubectl makes of another object comes as its own types are written, and goes back as it came.</summary>
    private async Task KeepAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        // "k8s\0", then runtime.Unknown, whose second field is the object, whose first is its metadata, whose first is its name.
        var made = At(body.ToArray()[4..], 2);
        _messages[$"{context.Request.Path}/{System.Text.Encoding.UTF8.GetString(At(made, 1, 1))}"] = made;
        (context.Response.StatusCode, context.Response.ContentType) = (201, Protobuf);
        await context.Response.Body.WriteAsync(body.ToArray(), context.RequestAborted);
    }

    /// <summary>kubectl writes what it does not know as null.</summary>
    private static void RemoveNulls(JsonNode node)
    {
        foreach (var child in node is JsonArray list ? list.OfType<JsonNode>() : [])
        {
            RemoveNulls(child);
        }

        foreach (var (name, value) in node is JsonObject map ? map.ToList() : [])
        {
            if (value is null)
            {
                ((JsonObject)node).Remove(name);
            }
            else
            {
                RemoveNulls(value);
            }
        }
    }

    private static Task Answer(HttpContext context, string? found, int otherwise, string reason)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (found is null ? otherwise : context.Request.Method == HttpMethods.Post ? 201 : 200, "application/json");
        return context.Response.WriteAsync(
            found ?? $$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"{{context.Request.Path}}: {{reason}}","reason":"{{reason}}","code":{{otherwise}}}""",
            context.RequestAborted);
    }

    private static JsonObject Schema(string version, IEnumerable<(string Plural, string Kind)> kinds)
    {
        var paths = new JsonObject();
        foreach (var (plural, kind) in kinds)
        {
            var of = new JsonObject { ["group"] = version == "v1" ? "" : version.Split('/')[0], ["version"] = version.Split('/')[^1], ["kind"] = kind };
            paths[$"/{Root(version)}/{plural}/{{name}}"] = new JsonObject
            {
                ["patch"] = new JsonObject
                {
                    ["parameters"] = new JsonArray(new JsonObject { ["name"] = "fieldValidation", ["in"] = "query", ["schema"] = new JsonObject { ["type"] = "string" } }),
                    ["responses"] = new JsonObject(),
                    ["x-kubernetes-group-version-kind"] = of,
                },
            };
        }

        return new() { ["openapi"] = "3.0.0", ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "1" }, ["paths"] = paths };
    }

    private static byte[] At(byte[] message, params int[] fields)
    {
        foreach (var number in fields)
        {
            var input = new CodedInputStream(message);
            for (var tag = input.ReadTag(); tag >> 3 != number; tag = input.ReadTag())
            {
                if (tag == 0)
                {
                    throw new InvalidOperationException($"There is no field {number}.");
                }

                input.SkipLastField();
            }

            message = input.ReadBytes().ToByteArray();
        }

        return message;
    }

    /// <summary>The document of gnostic's openapi_v2.proto with one path: namespaces are patched with their fields checked.</summary>
    private static byte[] OlderSchema()
    {
        var kind = Message(Field(1, "x-kubernetes-group-version-kind"), Field(2, Message(Field(2, "{group: '', version: v1, kind: Namespace}"))));
        var parameter = Message(Field(1, Message(Field(2, Message(Field(3, Message(Field(2, "query"), Field(4, "fieldValidation"))))))));
        var patch = Message(Field(8, parameter), Field(13, kind));
        var path = Message(Field(1, "/api/v1/namespaces/{name}"), Field(2, Message(Field(8, patch))));
        return Message(Field(1, "2.0"), Field(8, Message(Field(2, path))));

        static byte[] Message(params byte[][] fields) => [.. fields.SelectMany(f => f)];

        static byte[] Field(int number, object value)
        {
            var content = value as byte[] ?? System.Text.Encoding.UTF8.GetBytes((string)value);
            // Lengths as protobuf writes them: seven bits a byte, the low ones first.
            return [(byte)((number << 3) | 2), .. content.Length < 128 ? new[] { (byte)content.Length } : [(byte)(content.Length | 0x80), (byte)(content.Length >> 7)], .. content];
        }
    }

    private static string Root(string version) => version == "v1" ? "api/v1" : $"apis/{version}";
}
