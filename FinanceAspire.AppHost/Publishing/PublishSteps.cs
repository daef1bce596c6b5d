using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

// Aspire's pipeline is still marked experimental; this file alone knows it.
#pragma warning disable ASPIREPIPELINES001, ASPIREPIPELINES004

namespace FinanceAspire.AppHost.Publishing;

/// <summary>Steps of Aspire's pipeline that write the published files; <c>aspire publish</c> and <c>aspire do export</c> run them too. No engine, no secret's value, no state.</summary>
internal static class PublishSteps
{
    public const string Export = "export";

    public static void AddPublishing(this IDistributedApplicationBuilder builder)
    {
        // One after another: two steps that evaluate a resource's variables at once can each miss some of them.
        builder.Pipeline.AddStep(
            "export-manifest", context => ManifestAsync(context, builder.AppHostDirectory), dependsOn: "publish-manifest", requiredBy: WellKnownPipelineSteps.Publish);
        builder.Pipeline.AddStep("export-compose", ComposeAsync, dependsOn: "export-manifest", requiredBy: WellKnownPipelineSteps.Publish);
        builder.Pipeline.AddStep("export-kubernetes", KubernetesAsync, dependsOn: "export-compose", requiredBy: WellKnownPipelineSteps.Publish);
        builder.Pipeline.AddStep(Export, _ => Task.CompletedTask, dependsOn: new[] { "export-compose", "export-kubernetes", "export-manifest" });
    }

    private static async Task ComposeAsync(PipelineStepContext context)
    {
        var workloads = await WorkloadsAsync(context);
        await WriteAsync(context, "docker-compose.yml", ComposeFile.Write(workloads));
        await WriteAsync(context, ".env.example", EnvironmentExample.Write());
    }

    private static async Task KubernetesAsync(PipelineStepContext context)
    {
        foreach (var (path, text) in KubernetesFiles.Write(await WorkloadsAsync(context)))
        {
            await WriteAsync(context, Path.Combine("k8s", path), text);
        }
    }

    /// <summary>Aspire writes the projects' paths relative to the output folder; ours are those of the repository, wherever the file goes.</summary>
    private static async Task ManifestAsync(PipelineStepContext context, string appHost)
    {
        var folder = Folder(context);
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "aspire-manifest.json"), context.CancellationToken))!;
        foreach (var (_, resource) in manifest["resources"]!.AsObject())
        {
            if ((string?)resource!["path"] is { } path)
            {
                resource["path"] = Path.GetRelativePath(Path.Combine(appHost, ".."), Path.Combine(folder, path)).Replace('\\', '/');
            }
        }

        await WriteAsync(context, "aspire-manifest.json", manifest.ToJsonString(Indented) + "\n");
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static Task<IReadOnlyList<Workload>> WorkloadsAsync(PipelineStepContext context) =>
        new ModelReader(context.ExecutionContext, context.Logger).ReadAsync(context.Model, context.CancellationToken);

    private static string Folder(PipelineStepContext context) =>
        context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory();

    private static async Task WriteAsync(PipelineStepContext context, string path, string text)
    {
        var file = Path.Combine(Folder(context), path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, text, context.CancellationToken);
        context.Logger.LogInformation("Wrote {File}", file);
    }
}
