using System.Diagnostics;
using FinanceAspire.Tests.Support;
using FinanceAspire.Worker.Commands;
using FinanceAspire.Worker.Secrets;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Configuration;

namespace FinanceAspire.Tests.Deployment;

/// <summary>
/// k8s/ as the API server would read it: each document parsed into its type with unknown fields refused, the restricted Pod
/// Security Standard, and every reference followed. Overlays are built by kubectl where it is installed.
/// </summary>
public sealed class KubernetesTests
{
    private static readonly string Folder = Path.Combine(Checkout.Folder, "k8s");

    private static readonly List<object> Documents =
        [.. Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "kustomization.yaml").Order(StringComparer.Ordinal).SelectMany(f => Parse(File.ReadAllText(f)))];

    public static TheoryData<string> Overlays { get; } = ["dev", "prod"];

    [Fact]
    public void Every_document_is_of_a_known_kind_and_has_no_unknown_field() => Assert.True(Documents.Count > 20, "k8s/ is nearly empty: this test looks at nothing.");

    [Fact]
    public void Strict_parsing_refuses_a_misspelt_field() =>
        Assert.ThrowsAny<Exception>(() => Parse("apiVersion: v1\nkind: Service\nmetadata:\n  name: x\nspec:\n  clusterIp: None\n"));

    [Fact]
    public void Pods_meet_the_restricted_standard_and_more()
    {
        foreach (var (name, pod) in Pods(Documents))
        {
            Assert.True(pod.SecurityContext.RunAsNonRoot, name);
            Assert.True(pod.SecurityContext.RunAsUser > 0, name);
            Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
            Assert.False(pod.AutomountServiceAccountToken, name);
            Assert.True(pod.HostNetwork is null && pod.HostPID is null && pod.HostIPC is null, name);
            Assert.All(pod.Volumes, v => Assert.True(v.Secret is not null || v.EmptyDir is not null || v.PersistentVolumeClaim is not null || v.ConfigMap is not null, $"{name}: {v.Name}"));
            foreach (var container in Containers(pod))
            {
                Assert.False(container.SecurityContext.AllowPrivilegeEscalation, name);
                Assert.True(container.SecurityContext.ReadOnlyRootFilesystem, name);
                Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
                Assert.Null(container.SecurityContext.Capabilities.Add);
                Assert.Null(container.SecurityContext.Privileged);
                Assert.All(container.Ports ?? [], p => Assert.Null(p.HostPort));
                Assert.True(container.Resources.Requests.ContainsKey("cpu") && container.Resources.Requests.ContainsKey("memory") && container.Resources.Limits.ContainsKey("memory"), name);
                Assert.Matches("^.+:[0-9].*$", container.Image);
            }
        }
    }

    [Fact]
    public void Long_running_containers_have_three_probes_at_ports_that_they_have()
    {
        foreach (var (name, pod) in Pods(Documents.Where(d => d is V1Deployment or V1StatefulSet)))
        {
            foreach (var container in pod.Containers)
            {
                foreach (var probe in new[] { container.StartupProbe, container.ReadinessProbe, container.LivenessProbe })
                {
                    Assert.NotNull(probe);
                    Assert.True(probe.Exec is { Command.Count: > 0 } || container.Ports.Any(p => p.Name == probe.HttpGet?.Port.Value), name);
                    Assert.Null(probe.HttpGet?.Scheme);
                }

                // A database that is away makes web unready; it is no reason to end it.
                Assert.NotEqual("/health", container.LivenessProbe.HttpGet?.Path);
            }
        }
    }

    [Fact]
    public void Stores_keep_their_data_in_claims_that_outlive_them()
    {
        var stores = Documents.OfType<V1StatefulSet>().ToList();

        Assert.Equal(["postgres", "redis"], stores.Select(s => s.Name()));
        foreach (var store in stores)
        {
            var claim = Assert.Single(store.Spec.VolumeClaimTemplates);
            Assert.Contains(store.Spec.Template.Spec.Containers[0].VolumeMounts, m => m.Name == claim.Name());
            Assert.Equal("Retain", store.Spec.PersistentVolumeClaimRetentionPolicy.WhenDeleted);
            Assert.Equal("None", Documents.OfType<V1Service>().Single(s => s.Name() == store.Spec.ServiceName).Spec.ClusterIP);
        }
    }

    [Fact]
    public void Pods_that_share_a_directory_are_of_one_user_and_group_and_all_may_write()
    {
        var shared = Pods(Documents).SelectMany(p => p.Pod.Volumes.Where(v => v.PersistentVolumeClaim is not null).Select(v => (Claim: v.PersistentVolumeClaim.ClaimName, p.Name, p.Pod, Volume: v.Name))).GroupBy(p => p.Claim).ToList();

        Assert.Equal(["backup", "web", "worker"], shared.Single(s => s.Key == "receipts").Select(s => s.Name).Order());
        foreach (var claim in shared)
        {
            Assert.Equal((1654L, 1654L), Assert.Single(claim.Select(c => (c.Pod.SecurityContext.RunAsUser!.Value, c.Pod.SecurityContext.FsGroup!.Value)).Distinct()));
            Assert.All(claim, c => Assert.All(Containers(c.Pod).SelectMany(o => o.VolumeMounts).Where(m => m.Name == c.Volume), m => Assert.Null(m.ReadOnlyProperty)));
        }
    }

    [Fact]
    public void The_schema_is_migrated_before_the_worker_by_the_image_of_the_same_version()
    {
        var worker = Documents.OfType<V1Deployment>().Single(d => d.Name() == "worker").Spec;

        var migrate = Assert.Single(worker.Template.Spec.InitContainers);
        Assert.Equal(["migrate"], migrate.Args);
        Assert.Equal(worker.Template.Spec.Containers[0].Image, migrate.Image);
        Assert.Equal("Recreate", worker.Strategy.Type);
    }

    [Fact]
    public void No_document_holds_a_secret_and_every_one_that_is_named_can_be_made()
    {
        Assert.Empty(Documents.OfType<V1Secret>());
        var plan = SecretPlan.Read(new ConfigurationBuilder().AddJsonFile(Path.Combine(Folder, "secrets.json")).Build());
        var made = Parse(SecretsCommand.Kubernetes(plan)["items"]!.AsArray().Select(i => i!.ToJsonString())).Cast<V1Secret>().ToDictionary(s => s.Name());

        foreach (var name in Pods(Documents).SelectMany(p => p.Pod.Volumes).Select(v => v.Secret?.SecretName).OfType<string>().Distinct())
        {
            Assert.True(made.ContainsKey(name), name);
        }

        Assert.Contains(made["web-secrets"].StringData["ConnectionStrings__redis"].Split('=')[1], made["redis-secrets"].StringData["redis.conf"], StringComparison.Ordinal);
        // Nobody but the worker has the password of the server's owner.
        Assert.DoesNotContain(made["postgres-secrets"].StringData["password"], made["web-secrets"].StringData.Values.Aggregate(string.Concat), StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            // After "password=" comes a placeholder or nothing.
            Assert.DoesNotMatch("(?i)password=[^{]", File.ReadAllText(file));
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Overlay_builds_and_every_reference_in_it_resolves(string overlay)
    {
        var objects = Parse(await BuildAsync(overlay)).Cast<IKubernetesObject<V1ObjectMeta>>().ToList();
        var space = Assert.Single(objects.OfType<V1Namespace>());
        Assert.Equal("restricted", space.Metadata.Labels["pod-security.kubernetes.io/enforce"]);
        Assert.All(objects.Where(o => o is not V1Namespace), o => Assert.Equal(space.Name(), o.Namespace()));
        bool Has<T>(string name) => objects.Any(o => o is T && o.Name() == name);

        foreach (var (name, pod) in Pods(objects))
        {
            Assert.True(Has<V1ServiceAccount>(pod.ServiceAccountName), name);
            var own = objects.OfType<V1StatefulSet>().Where(s => s.Name() == name).SelectMany(s => s.Spec.VolumeClaimTemplates).Select(c => c.Name());
            foreach (var container in Containers(pod))
            {
                Assert.All(container.VolumeMounts, m => Assert.Contains(m.Name, pod.Volumes.Select(v => v.Name).Concat(own)));
                foreach (var reference in (container.Env ?? []).Select(e => e.ValueFrom?.ConfigMapKeyRef).OfType<V1ConfigMapKeySelector>())
                {
                    Assert.True(objects.OfType<V1ConfigMap>().Single(c => c.Name() == reference.Name).Data.ContainsKey(reference.Key), $"{name}: {reference.Key}");
                }
            }

            Assert.All(pod.Volumes.Select(v => v.PersistentVolumeClaim?.ClaimName).OfType<string>(), c => Assert.True(Has<V1PersistentVolumeClaim>(c), c));
        }

        foreach (var service in objects.OfType<V1Service>())
        {
            var (_, pod) = Pods(objects, service.Spec.Selector).Single();
            Assert.All(service.Spec.Ports, p => Assert.Contains(Containers(pod).SelectMany(c => c.Ports ?? []), c => c.Name == p.TargetPort.Value));
        }

        foreach (var path in objects.OfType<V1Ingress>().SelectMany(i => i.Spec.Rules).SelectMany(r => r.Http.Paths))
        {
            Assert.Contains(objects.OfType<V1Service>().Single(s => s.Name() == path.Backend.Service.Name).Spec.Ports, p => p.Name == path.Backend.Service.Port.Name);
        }

        Assert.All(objects.OfType<V2HorizontalPodAutoscaler>(), h => Assert.True(Has<V1Deployment>(h.Spec.ScaleTargetRef.Name)));
        Assert.All(objects.OfType<V1PodDisruptionBudget>(), b => Assert.Single(Pods(objects, b.Spec.Selector.MatchLabels)));
        foreach (var labels in objects.OfType<V1NetworkPolicy>().Where(p => p.Name() is not ("postgres")).Select(p => p.Spec.PodSelector.MatchLabels).OfType<IDictionary<string, string>>())
        {
            Assert.NotEmpty(Pods(objects, labels));
        }
    }

    [Fact]
    public async Task Production_has_several_replicas_a_budget_tls_and_no_traffic_that_is_not_listed()
    {
        var objects = Parse(await BuildAsync("prod")).ToList();

        var web = objects.OfType<V1Deployment>().Single(d => d.Name() == "web");
        Assert.Equal((2, "0"), (web.Spec.Replicas, web.Spec.Strategy.RollingUpdate.MaxUnavailable.Value));
        Assert.Equal(2, Assert.Single(objects.OfType<V2HorizontalPodAutoscaler>()).Spec.MinReplicas);
        Assert.Single(objects.OfType<V1PodDisruptionBudget>());
        Assert.NotEmpty(Assert.Single(objects.OfType<V1Ingress>()).Spec.Tls);
        Assert.DoesNotContain(objects.OfType<V1StatefulSet>(), s => s.Name() == "postgres");
        // Its pods are on several nodes.
        Assert.All(objects.OfType<V1PersistentVolumeClaim>(), c => Assert.Equal(["ReadWriteMany"], c.Spec.AccessModes));
        var deny = objects.OfType<V1NetworkPolicy>().Single(p => p.Name() == "default-deny");
        Assert.Equal(["Ingress", "Egress"], deny.Spec.PolicyTypes);
        Assert.True(deny.Spec.Ingress is null && deny.Spec.Egress is null && deny.Spec.PodSelector.MatchLabels is null);
        // The port at which forwarded headers are believed is open to the ingress controller alone.
        var toWeb = Assert.Single(objects.OfType<V1NetworkPolicy>().Single(p => p.Name() == "web").Spec.Ingress);
        Assert.Equal("8081", Assert.Single(toWeb.Ports).Port.Value);
        Assert.Equal("ingress-nginx", Assert.Single(toWeb.FromProperty).NamespaceSelector.MatchLabels["kubernetes.io/metadata.name"]);
    }

    private static async Task<string> BuildAsync(string overlay)
    {
        Assert.SkipUnless(Programs.Find("kubectl") is not null || Environment.GetEnvironmentVariable("FINANCEASPIRE_REQUIRE_KUBECTL") == "1", "kubectl, which builds a kustomization, is not installed.");
        var (exit, output, error) = await Programs.RunAsync(new ProcessStartInfo("kubectl", ["kustomize", Path.Combine(Folder, "overlays", overlay)]));
        Assert.True(exit == 0 && error == "", error);
        return output;
    }

    private static List<object> Parse(string yaml) => [.. KubernetesYaml.LoadAllFromString(yaml, null, strict: true)];

    private static IEnumerable<object> Parse(IEnumerable<string> documents) => documents.SelectMany(Parse);

    private static IEnumerable<(string Name, V1PodSpec Pod)> Pods(IEnumerable<object> documents, IDictionary<string, string>? selector = null) =>
        from document in documents
        let template = document switch
        {
            V1Deployment d => d.Spec.Template,
            V1StatefulSet s => s.Spec.Template,
            V1CronJob c => c.Spec.JobTemplate.Spec.Template,
            _ => null,
        }
        where template is not null && (selector is null || selector.All(l => template.Metadata.Labels.TryGetValue(l.Key, out var value) && value == l.Value))
        select (((IKubernetesObject<V1ObjectMeta>)document).Name(), template.Spec);

    private static IEnumerable<V1Container> Containers(V1PodSpec pod) => [.. pod.InitContainers ?? [], .. pod.Containers];
}
