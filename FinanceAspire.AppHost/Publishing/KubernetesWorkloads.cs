using System.Globalization;

namespace FinanceAspire.AppHost.Publishing;

/// <summary>Workloads as Kubernetes objects that meet the restricted Pod Security Standard.</summary>
internal static class KubernetesWorkloads
{
    public const string SettingsName = "settings";
    private const string AccountName = "financeaspire";

    /// <summary>Read by the owner and the group: PostgreSQL accepts no key that others could read.</summary>
    private const int SecretMode = 288; // 0440

    public static IEnumerable<Map> Write(Workload workload, IReadOnlyList<Workload> all)
    {
        if (workload.Ports.Any(p => p.Published is not null) || workload.Target is null)
        {
            yield return Service(workload);
        }

        yield return workload.Target is null ? StatefulSet(workload) : Deployment(workload, [.. all.Where(j => j is { IsJob: true, Profile: null } && j.PartOf == workload.Name)]);
    }

    public static Map CronJob(Workload job) => new()
    {
        { "apiVersion", "batch/v1" },
        { "kind", "CronJob" },
        { "metadata", Metadata(job.Name) },
        {
            "spec", new Map
            {
                { "schedule", job.Schedule!.Cron },
                { "concurrencyPolicy", "Forbid" },
                { "successfulJobsHistoryLimit", 3 },
                { "failedJobsHistoryLimit", 3 },
                {
                    "jobTemplate", new Map
                    {
                        {
                            "spec", new Map
                            {
                                { "backoffLimit", 3 },
                                { "template", new Map { { "metadata", new Map { { "labels", Labels(job.Name) } } }, { "spec", Pod(job, [], restart: "OnFailure") } } },
                            }
                        },
                    }
                },
            }
        },
    };

    /// <summary>Directories that several workloads share.</summary>
    public static IEnumerable<Map> Claims(IReadOnlyList<Workload> all) =>
        all.Where(w => w.Target is not null).SelectMany(w => w.Directories).DistinctBy(d => d.Name).OrderBy(d => d.Name, StringComparer.Ordinal).Select(d => new Map
        {
            { "apiVersion", "v1" },
            { "kind", "PersistentVolumeClaim" },
            { "metadata", Metadata(d.Name) },
            { "spec", Claim(d) },
        });

    /// <summary>Directories that more than one workload mounts.</summary>
    public static IEnumerable<string> SharedDirectories(IReadOnlyList<Workload> all) =>
        all.Where(w => w.Target is not null).SelectMany(w => w.Directories).GroupBy(d => d.Name).Where(d => d.Count() > 1).Select(d => d.Key).Order(StringComparer.Ordinal);

    /// <summary>An account that may do nothing, and no token of it in any pod.</summary>
    public static Map Account() => new()
    {
        { "apiVersion", "v1" },
        { "kind", "ServiceAccount" },
        { "metadata", Metadata(AccountName) },
        { "automountServiceAccountToken", false },
    };

    public static Map Metadata(string name) => new() { { "name", name }, { "labels", Labels(name) } };

    public static Map Selector(string name) => new() { { "app.kubernetes.io/name", name }, { "app.kubernetes.io/part-of", "financeaspire" } };

    private static Map Labels(string name) => new()
    {
        { "app.kubernetes.io/name", name },
        { "app.kubernetes.io/part-of", "financeaspire" },
        { "app.kubernetes.io/version", Setting.Version.Default },
        { "app.kubernetes.io/managed-by", "kustomize" },
    };

    private static Map Service(Workload workload) => new()
    {
        { "apiVersion", "v1" },
        { "kind", "Service" },
        { "metadata", Metadata(workload.Name) },
        {
            "spec", new Map
            {
                // A store's name is its one pod; web's is whichever replica is ready.
                { "clusterIP", workload.Target is null ? "None" : null },
                { "selector", Selector(workload.Name) },
                {
                    // What comes through the Ingress goes to the port at which forwarded headers are believed.
                    "ports", workload.Target is null
                        ? workload.Ports.Select(p => new Map { { "name", p.Name }, { "port", p.Number }, { "targetPort", p.Name } })
                        : [new Map { { "name", "http" }, { "port", 80 }, { "targetPort", workload.Ports[^1].Name } }]
                },
            }
        },
    };

    private static Map Deployment(Workload workload, IReadOnlyList<Workload> before) => new()
    {
        { "apiVersion", "apps/v1" },
        { "kind", "Deployment" },
        { "metadata", Metadata(workload.Name) },
        {
            "spec", new Map
            {
                { "replicas", 1 },
                // Web: the new one is ready before the old one goes. The single writer: never two at once.
                {
                    "strategy", before.Count == 0
                        ? new Map { { "type", "RollingUpdate" }, { "rollingUpdate", new Map { { "maxUnavailable", 0 }, { "maxSurge", 1 } } } }
                        : new Map { { "type", "Recreate" } }
                },
                { "selector", new Map { { "matchLabels", Selector(workload.Name) } } },
                { "template", new Map { { "metadata", new Map { { "labels", Labels(workload.Name) } } }, { "spec", Pod(workload, before) } } },
            }
        },
    };

    private static Map StatefulSet(Workload workload) => new()
    {
        { "apiVersion", "apps/v1" },
        { "kind", "StatefulSet" },
        { "metadata", Metadata(workload.Name) },
        {
            "spec", new Map
            {
                { "serviceName", workload.Name },
                { "replicas", 1 },
                { "selector", new Map { { "matchLabels", Selector(workload.Name) } } },
                { "persistentVolumeClaimRetentionPolicy", new Map { { "whenDeleted", "Retain" }, { "whenScaled", "Retain" } } },
                { "template", new Map { { "metadata", new Map { { "labels", Labels(workload.Name) } } }, { "spec", Pod(workload, []) } } },
                { "volumeClaimTemplates", workload.Directories.Select(d => new Map { { "metadata", new Map { { "name", d.Name } } }, { "spec", Claim(d) } }) },
            }
        },
    };

    private static Map Claim(PersistentDirectory directory) => new()
    {
        { "accessModes", new[] { "ReadWriteOnce" } },
        { "resources", new Map { { "requests", new Map { { "storage", $"{directory.GiB}Gi" } } } } },
    };

    private static Map Pod(Workload workload, IReadOnlyList<Workload> before, string? restart = null)
    {
        var user = int.Parse(workload.User.Text, CultureInfo.InvariantCulture);
        var volumes = new List<Map> { new() { { "name", "secrets" }, { "secret", new Map { { "secretName", $"{workload.SecretsOf}-secrets" }, { "defaultMode", SecretMode } } } } };
        volumes.AddRange(workload.Scratch.Select((_, i) => new Map { { "name", ScratchName(i) }, { "emptyDir", new Map { { "sizeLimit", "256Mi" } } } }));
        if (workload.SharedMemoryMiB is { } shared)
        {
            volumes.Add(new() { { "name", "shared-memory" }, { "emptyDir", new Map { { "medium", "Memory" }, { "sizeLimit", $"{shared}Mi" } } } });
        }

        if (workload.Target is not null)
        {
            volumes.AddRange(workload.Directories.Select(d => new Map { { "name", d.Name }, { "persistentVolumeClaim", new Map { { "claimName", d.Name } } } }));
        }

        return new()
        {
            { "serviceAccountName", AccountName },
            { "automountServiceAccountToken", false },
            { "enableServiceLinks", false },
            { "terminationGracePeriodSeconds", 40 },
            { "restartPolicy", restart },
            {
                "securityContext", new Map
                {
                    { "runAsNonRoot", true },
                    { "runAsUser", user },
                    { "runAsGroup", user },
                    { "fsGroup", user },
                    { "fsGroupChangePolicy", "OnRootMismatch" },
                    { "seccompProfile", new Map { { "type", "RuntimeDefault" } } },
                }
            },
            {
                "topologySpreadConstraints", workload.Ports.Any(p => p.Published is not null)
                    ? new[]
                    {
                        new Map
                        {
                            { "maxSkew", 1 }, { "topologyKey", "kubernetes.io/hostname" }, { "whenUnsatisfiable", "ScheduleAnyway" },
                            { "labelSelector", new Map { { "matchLabels", Selector(workload.Name) } } },
                        },
                    }
                    : null
            },
            { "initContainers", before.Select(Container) },
            { "containers", new[] { Container(workload) } },
            { "volumes", volumes },
        };
    }

    private static Map Container(Workload workload)
    {
        var mounts = new List<Map> { new() { { "name", "secrets" }, { "mountPath", ModelReader.SecretsPath }, { "readOnly", true } } };
        mounts.AddRange(workload.Scratch.Select((path, i) => new Map { { "name", ScratchName(i) }, { "mountPath", path } }));
        if (workload.SharedMemoryMiB is not null)
        {
            mounts.Add(new() { { "name", "shared-memory" }, { "mountPath", "/dev/shm" } });
        }

        mounts.AddRange(workload.Directories.Select(d => new Map { { "name", d.Name }, { "mountPath", d.Path } }));
        var container = new Map
        {
            { "name", workload.Name },
            { "image", workload.Target is null ? workload.Image : $"{workload.Image}:{Setting.Version.Default}" },
            { "args", workload.Command?.Select(c => c.Text) },
            { "ports", workload.Ports.Select(p => new Map { { "name", p.Name }, { "containerPort", p.Number } }) },
            { "env", workload.Environment.Select(Variable) },
            {
                "resources", new Map
                {
                    { "requests", new Map { { "cpu", "50m" }, { "memory", $"{workload.Limits.MemoryMiB / 2}Mi" } } },
                    { "limits", new Map { { "memory", $"{workload.Limits.MemoryMiB}Mi" } } },
                }
            },
            {
                "securityContext", new Map
                {
                    { "allowPrivilegeEscalation", false },
                    { "readOnlyRootFilesystem", true },
                    { "capabilities", new Map { { "drop", new[] { "ALL" } } } },
                }
            },
            { "volumeMounts", mounts },
        };
        if (!workload.IsJob)
        {
            // Starting is waiting for the process, being ready is having the database: one that is away ends no pod.
            container.Add("startupProbe", Probe(workload, live: true, period: 2, failures: 60));
            container.Add("readinessProbe", Probe(workload, live: false, period: 5, failures: 2));
            container.Add("livenessProbe", Probe(workload, live: true, period: 10, failures: 6));
        }

        if (workload.Ports.Any(p => p.Published is not null))
        {
            // Until every node knows that it goes, it still answers.
            container.Add("lifecycle", new Map { { "preStop", new Map { { "sleep", new Map { { "seconds", 5 } } } } } });
        }

        return container;
    }

    private static Map Variable((string Name, Value Value) variable) => variable.Value.Setting is { } setting
        ? new() { { "name", variable.Name }, { "valueFrom", new Map { { "configMapKeyRef", new Map { { "name", SettingsName }, { "key", setting.Name } } } } } }
        : new() { { "name", variable.Name }, { "value", variable.Value.Text } };

    private static Map Probe(Workload workload, bool live, int period, int failures)
    {
        var probe = new Map();
        if (workload.HttpProbe is { } http)
        {
            probe.Add("httpGet", new Map { { "path", live ? http.Live : http.Ready }, { "port", workload.Ports[0].Name } });
        }
        else
        {
            probe.Add("exec", new Map { { "command", workload.Probe } });
        }

        probe.Add("periodSeconds", period);
        probe.Add("timeoutSeconds", 5);
        probe.Add("failureThreshold", failures);
        return probe;
    }

    private static string ScratchName(int index) => string.Create(CultureInfo.InvariantCulture, $"scratch-{index}");
}
