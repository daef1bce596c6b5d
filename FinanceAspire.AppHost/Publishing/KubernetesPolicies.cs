namespace FinanceAspire.AppHost.Publishing;

/// <summary>What surrounds the workloads: who may talk to whom, how many there are, how they are reached.</summary>
internal static class KubernetesPolicies
{
    private const string Database = "postgres";

    public static Map Namespace(string name) => new()
    {
        { "apiVersion", "v1" },
        { "kind", "Namespace" },
        {
            "metadata", new Map
            {
                { "name", name },
                { "labels", new Map { { "pod-security.kubernetes.io/enforce", "restricted" }, { "pod-security.kubernetes.io/warn", "restricted" } } },
            }
        },
    };

    /// <summary>Default deny, names, and the connections that the model has.</summary>
    public static IEnumerable<Map> Network(IReadOnlyList<Workload> all)
    {
        yield return Policy("default-deny", new Map { { "podSelector", Map.Empty }, { "policyTypes", new[] { "Ingress", "Egress" } } });
        yield return Policy("names", new Map
        {
            { "podSelector", Map.Empty },
            { "policyTypes", new[] { "Egress" } },
            {
                "egress", new[]
                {
                    new Map
                    {
                        { "to", new[] { new Map { { "namespaceSelector", new Map { { "matchLabels", new Map { { "kubernetes.io/metadata.name", "kube-system" } } } } } } } },
                        { "ports", new[] { "UDP", "TCP" }.Select(p => new Map { { "protocol", p }, { "port", 53 } }) },
                    },
                }
            },
        });
        foreach (var workload in all.Where(w => w is not { IsJob: true, Profile: null }))
        {
            var callers = all.Where(w => w is not { IsJob: true, Profile: null } && Reaches(w, workload)).ToList();
            var called = all.Where(w => Reaches(workload, w)).ToList();
            var ingress = callers.Count == 0 ? [] : new List<Map> { new() { { "from", callers.Select(c => Pods(c.Name)) }, { "ports", Ports(workload.Ports) } } };
            if (workload.Ports.Any(p => p.Published is not null))
            {
                ingress.Add(new()
                {
                    { "from", new[] { new Map { { "namespaceSelector", new Map { { "matchLabels", new Map { { "kubernetes.io/metadata.name", "ingress-nginx" } } } } } } } },
                    { "ports", Ports([workload.Ports[^1]]) },
                });
            }

            var egress = called.Select(c => new Map { { "to", new[] { Pods(c.Name) } }, { "ports", Ports(c.Ports) } }).ToList();
            if (ingress.Count + egress.Count > 0)
            {
                yield return Policy(workload.Name, new Map
                {
                    { "podSelector", new Map { { "matchLabels", KubernetesWorkloads.Selector(workload.Name) } } },
                    { "policyTypes", (string[])[.. ingress.Count > 0 ? ["Ingress"] : Array.Empty<string>(), .. egress.Count > 0 ? ["Egress"] : Array.Empty<string>()] },
                    { "ingress", ingress },
                    { "egress", egress },
                });
            }
        }
    }

    public static Map ExternalDatabase(IReadOnlyList<Workload> all) => Policy("external-database", new Map
    {
        {
            "podSelector", new Map
            {
                {
                    "matchExpressions", new[]
                    {
                        new Map
                        {
                            { "key", "app.kubernetes.io/name" }, { "operator", "In" },
                            { "values", all.Where(w => w is not { IsJob: true, Profile: null } && Reaches(w, all.First(d => d.Name == Database))).Select(w => w.Name) },
                        },
                    }
                },
            }
        },
        { "policyTypes", new[] { "Egress" } },
        { "egress", new[] { new Map { { "ports", new[] { new Map { { "protocol", "TCP" }, { "port", 5432 } } } } } } },
    });

    public static IEnumerable<Map> WithoutDatabase() =>
        from kind in new[] { ("v1", "Service"), ("apps/v1", "StatefulSet") }
        select new Map
        {
            { "patch", $"apiVersion: {kind.Item1}\nkind: {kind.Item2}\nmetadata:\n  name: {Database}\n$patch: delete\n" },
        };

    public static IEnumerable<Map> Availability()
    {
        var selector = new Map { { "matchLabels", KubernetesWorkloads.Selector("web") } };
        yield return new()
        {
            { "apiVersion", "policy/v1" },
            { "kind", "PodDisruptionBudget" },
            { "metadata", KubernetesWorkloads.Metadata("web") },
            { "spec", new Map { { "minAvailable", 1 }, { "selector", selector } } },
        };
        yield return new()
        {
            { "apiVersion", "autoscaling/v2" },
            { "kind", "HorizontalPodAutoscaler" },
            { "metadata", KubernetesWorkloads.Metadata("web") },
            {
                "spec", new Map
                {
                    { "scaleTargetRef", new Map { { "apiVersion", "apps/v1" }, { "kind", "Deployment" }, { "name", "web" } } },
                    { "minReplicas", 2 },
                    { "maxReplicas", 6 },
                    {
                        "metrics", new[]
                        {
                            new Map
                            {
                                { "type", "Resource" },
                                { "resource", new Map { { "name", "cpu" }, { "target", new Map { { "type", "Utilization" }, { "averageUtilization", 300 } } } } },
                            },
                        }
                    },
                }
            },
        };
    }

    public static Map Ingress() => new()
    {
        { "apiVersion", "networking.k8s.io/v1" },
        { "kind", "Ingress" },
        {
            "metadata", new Map
            {
                { "name", "web" },
                // As the proxy of compose: a receipt is a photograph or a scan.
                { "annotations", new Map { { "nginx.ingress.kubernetes.io/proxy-body-size", "40m" } } },
            }
        },
        {
            "spec", new Map
            {
                { "ingressClassName", "nginx" },
                { "tls", new[] { new Map { { "hosts", new[] { "finance.example.org" } }, { "secretName", "web-tls" } } } },
                {
                    "rules", new[]
                    {
                        new Map
                        {
                            { "host", "finance.example.org" },
                            {
                                "http", new Map
                                {
                                    {
                                        "paths", new[]
                                        {
                                            new Map
                                            {
                                                { "path", "/" }, { "pathType", "Prefix" },
                                                { "backend", new Map { { "service", new Map { { "name", "web" }, { "port", new Map { { "name", "http" } } } } } } },
                                            },
                                        }
                                    },
                                }
                            },
                        },
                    }
                },
            }
        },
    };

    /// <summary>The autoscaler says how many; two until it does. What several pods mount is on several nodes then.</summary>
    public static IEnumerable<Map> Production(IReadOnlyList<Workload> all) =>
    [
        new() { { "patch", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n" } },
        .. KubernetesWorkloads.SharedDirectories(all).Select(name => new Map
        {
            { "patch", $"apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: {name}\nspec:\n  accessModes:\n    - ReadWriteMany\n" },
        }),
    ];

    /// <summary>A workload reaches another where its settings name the other's address.</summary>
    private static bool Reaches(Workload workload, Workload other) =>
        workload != other && other.Ports.Count > 0
        && workload.SecretFiles.Select(f => f.Template).Concat(workload.Environment.Select(e => e.Value.Text)).Any(text =>
            text.Contains($"Host={other.Name};", StringComparison.Ordinal)
            || other.Ports.Any(p => text.Contains(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{other.Name}:{p.Number}"), StringComparison.Ordinal)));

    private static Map Policy(string name, Map spec) => new()
    {
        { "apiVersion", "networking.k8s.io/v1" },
        { "kind", "NetworkPolicy" },
        { "metadata", new Map { { "name", name } } },
        { "spec", spec },
    };

    private static Map Pods(string name) => new() { { "podSelector", new Map { { "matchLabels", KubernetesWorkloads.Selector(name) } } } };

    private static IEnumerable<Map> Ports(IEnumerable<Port> ports) => ports.Select(p => new Map { { "protocol", "TCP" }, { "port", p.Number } });
}
