using System.Diagnostics;
using FinanceAspire.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace FinanceAspire.Tests.Deployment;

/// <summary>The published files of this repository.</summary>
internal static class Published
{
    public static string Read(string path) => File.ReadAllText(Path.Combine(Checkout.Folder, path));

    /// <summary>What publishing writes, as paths relative to the repository.</summary>
    public static IEnumerable<string> Files(string folder) =>
        new[] { "aspire-manifest.json", "docker-compose.yml", ".env.example" }
            .Concat(Directory.EnumerateFiles(Path.Combine(folder, "k8s"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')))
            .Order(StringComparer.Ordinal);

    public static YamlMappingNode Compose()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Read("docker-compose.yml")));
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    /// <summary>The AppHost's publish command as a process of its own, on a machine that has dotnet and nothing else.</summary>
    public static async Task WriteAsync(string folder, params string[] arguments)
    {
        var output = AppContext.BaseDirectory.Replace("FinanceAspire.Tests", "FinanceAspire.AppHost", StringComparison.Ordinal);
        var dotnet = Programs.Find("dotnet")!;
        var (exit, text, error) = await Programs.RunAsync(new ProcessStartInfo(dotnet, [Path.Combine(output, "FinanceAspire.AppHost.dll"), .. arguments])
        {
            Environment = { ["PATH"] = Path.GetDirectoryName(dotnet), ["HOME"] = folder, ["DOTNET_ENVIRONMENT"] = "Development" },
        });
        Assert.True(exit == 0, text + error);
    }
}

/// <summary>YAML as a test reads it.</summary>
internal static class YamlNodes
{
    public static YamlNode? At(this YamlNode node, string key) => ((YamlMappingNode)node).Children.TryGetValue(key, out var value) ? value : null;

    public static string? Text(this YamlNode node, string key) => (node.At(key) as YamlScalarNode)?.Value;

    public static IReadOnlyList<string> Texts(this YamlNode node, string key) =>
        node.At(key) is YamlSequenceNode list ? [.. list.Select(i => ((YamlScalarNode)i).Value!)] : [];

    public static IReadOnlyList<string> Keys(this YamlNode node, string key) =>
        node.At(key) is YamlMappingNode map ? [.. map.Children.Keys.Select(k => ((YamlScalarNode)k).Value!)] : [];
}
