using System.Text.Json;

namespace FinanceAspire.AppHost.Publishing;

/// <summary>
/// The kustomization under <c>k8s/</c>: a base that runs as it is, overlays for development and production, components to
/// pick from. Profiles are compose's: here an Ingress stands for the proxy and a CronJob for the nightly backup.
/// </summary>
internal static class KubernetesFiles
{
    private const string Comment = "Written by `dotnet run --project FinanceAspire.AppHost -- publish` from AppHost.cs; change it there, or patch it in an overlay.";

    public static IEnumerable<(string Path, string Text)> Write(IReadOnlyList<Workload> workloads)
    {
        var ours = workloads.Where(w => w.IsJob || w.Profile is null).ToList();
        var settings = ours.SelectMany(w => w.Environment).Select(e => e.Value.Setting).OfType<Setting>().DistinctBy(s => s.Name).ToList();
        foreach (var workload in ours.Where(w => !w.IsJob))
        {
            yield return ($"base/{workload.Name}.yaml", Yaml.Write(Comment, KubernetesWorkloads.Write(workload, ours)));
        }

        foreach (var job in ours.Where(w => w.Schedule is not null))
        {
            yield return ($"base/{job.Name}.yaml", Yaml.Write(Comment, KubernetesWorkloads.CronJob(job)));
        }

        yield return ("base/storage.yaml", Yaml.Write(Comment, KubernetesWorkloads.Claims(ours)));
        yield return ("base/account.yaml", Yaml.Write(Comment, KubernetesWorkloads.Account()));
        yield return ("base/kustomization.yaml", Yaml.Write(Comment, Base(ours, settings)));
        yield return ("components/network-policies/policies.yaml", Yaml.Write(
            Comment + "\nNothing may talk to anything, but for what is listed here.", KubernetesPolicies.Network(ours)));
        yield return ("components/network-policies/kustomization.yaml", Yaml.Write(Comment, Component(("resources", new[] { "policies.yaml" }))));
        yield return ("components/external-database/kustomization.yaml", Yaml.Write(
            Comment + "\nA database of your own in place of ours: docs/recipes/kubernetes.md says what its Secrets must hold.",
            Component(("resources", new[] { "policy.yaml" }), ("patches", KubernetesPolicies.WithoutDatabase()))));
        yield return ("components/external-database/policy.yaml", Yaml.Write(Comment, KubernetesPolicies.ExternalDatabase(ours)));
        yield return ("overlays/dev/namespace.yaml", Yaml.Write(Comment, KubernetesPolicies.Namespace("financeaspire-dev")));
        yield return ("overlays/dev/kustomization.yaml", Yaml.Write(Comment + "\nEverything in one namespace, on volumes of the cluster's default class.", Overlay(
            "financeaspire-dev", ["../../base", "namespace.yaml"],
            ("configMapGenerator", new[] { SettingsMap([$"{Setting.Environment.Name}=Development"], merge: true) }))));
        yield return ("overlays/prod/namespace.yaml", Yaml.Write(Comment, KubernetesPolicies.Namespace("financeaspire")));
        yield return ("overlays/prod/availability.yaml", Yaml.Write(Comment, KubernetesPolicies.Availability()));
        yield return ("overlays/prod/ingress.yaml", Yaml.Write(Comment, KubernetesPolicies.Ingress()));
        yield return ("overlays/prod/kustomization.yaml", Yaml.Write(
            Comment + "\nSeveral replicas of web behind an Ingress with TLS, a database of your own, nothing allowed that is not listed.",
            Overlay(
                "financeaspire", ["../../base", "namespace.yaml", "availability.yaml", "ingress.yaml"],
                ("components", new[] { "../../components/network-policies", "../../components/external-database" }),
                ("patches", KubernetesPolicies.Production(ours)))));
        yield return ("secrets.json", Secrets(ours));
    }

    private static Map Base(List<Workload> ours, List<Setting> settings)
    {
        var files = ours.Where(w => !w.IsJob || w.Schedule is not null).Select(w => $"{w.Name}.yaml");
        return new()
        {
            { "apiVersion", "kustomize.config.k8s.io/v1beta1" },
            { "kind", "Kustomization" },
            { "resources", files.Append("storage.yaml").Append("account.yaml").Order(StringComparer.Ordinal) },
            { "images", ours.Where(w => w.Target is not null).Select(w => w.Image).Distinct().Order(StringComparer.Ordinal).Select(i => new Map { { "name", i }, { "newTag", Setting.Version.Default } }) },
            { "configMapGenerator", new[] { SettingsMap(settings.Select(s => $"{s.Name}={s.Default}"), merge: false) } },
        };
    }

    /// <summary>Its name ends in a hash of its content, so that a change rolls out.</summary>
    private static Map SettingsMap(IEnumerable<string> literals, bool merge) => new()
    {
        { "name", KubernetesWorkloads.SettingsName },
        { "behavior", merge ? "merge" : null },
        { "literals", literals },
    };

    private static Map Component(params (string Name, object Value)[] more) => Kustomization("kustomize.config.k8s.io/v1alpha1", "Component", more);

    private static Map Overlay(string @namespace, string[] resources, params (string Name, object Value)[] more) =>
        Kustomization("kustomize.config.k8s.io/v1beta1", "Kustomization", [("namespace", @namespace), ("resources", resources), .. more]);

    private static Map Kustomization(string version, string kind, (string Name, object Value)[] more)
    {
        var map = new Map { { "apiVersion", version }, { "kind", kind } };
        foreach (var (name, value) in more)
        {
            map.Add(name, value);
        }

        return map;
    }

    /// <summary>What <c>worker secrets --kubernetes</c> fills: placeholders, no values.</summary>
    private static string Secrets(List<Workload> ours) =>
        JsonSerializer.Serialize(
            new Dictionary<string, object>
            {
                ["Files"] = ours.Where(w => w.PartOf is null).ToDictionary(w => w.Name, w => w.SecretFiles.ToDictionary(f => f.Name, f => f.Template)),
            },
            Indented) + "\n";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
