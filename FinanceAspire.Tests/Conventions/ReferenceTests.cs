using System.Text.RegularExpressions;
using System.Xml.Linq;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Conventions;

/// <summary>Who may know whom: projects by their references, slices of web by what their files name.</summary>
public sealed partial class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Ledger"] = [],
        ["ServiceDefaults"] = [],
        ["Formats"] = ["Ledger"],
        ["Data"] = ["Ledger"],
        ["Web"] = ["Data", "Formats", "Ledger", "ServiceDefaults"],
        ["Worker"] = ["Data", "Formats", "Ledger", "ServiceDefaults"],
        ["AppHost"] = ["Web", "Worker"],
        ["Benchmarks"] = ["AppHost", "Data", "Formats", "Ledger"],
    };

    [Fact]
    public void Projects_refer_only_to_what_lies_below_them()
    {
        var wrong = Allowed.Keys.Select(name => (Name: name, File: Path.Combine(Checkout.Folder, $"FinanceAspire.{name}", $"FinanceAspire.{name}.csproj")))
            .Where(p => File.Exists(p.File))
            .SelectMany(p => WrongReferences(p.Name, File.ReadAllText(p.File)));

        Assert.Empty(wrong);
        Assert.Single(WrongReferences("Ledger", """<Project><ItemGroup><ProjectReference Include="..\FinanceAspire.Data\FinanceAspire.Data.csproj" /></ItemGroup></Project>"""));
    }

    [Fact]
    public void Ledger_needs_no_package() =>
        Assert.DoesNotContain("PackageReference", File.ReadAllText(Path.Combine(Checkout.Folder, "FinanceAspire.Ledger", "FinanceAspire.Ledger.csproj")), StringComparison.Ordinal);

    [Fact]
    public void Slice_of_web_names_no_other_slice()
    {
        var features = Path.Combine(Checkout.Folder, "FinanceAspire.Web", "Features");
        var files = Directory.EnumerateFiles(features, "*.*", SearchOption.AllDirectories).Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(f => OtherSlices(Path.GetRelativePath(features, f).Split(Path.DirectorySeparatorChar)[0], File.ReadAllText(f)).Select(other => $"{Path.GetFileName(f)} names {other}")));
        Assert.Equal(["Imports"], OtherSlices("Accounts", "using FinanceAspire.Web.Features.Imports;\nnamespace FinanceAspire.Web.Features.Accounts;"));
    }

    /// <summary>The site may be mounted below a path: an address from the root would leave it. Pages are led by PathBaseLinks, scripts are not.</summary>
    [Fact]
    public void Scripts_name_no_address_from_the_root()
    {
        var scripts = Directory.GetFiles(Path.Combine(Checkout.Folder, "FinanceAspire.Web", "wwwroot"), "*.js");

        Assert.NotEmpty(scripts);
        Assert.Empty(scripts.SelectMany(f => FromTheRoot().Matches(File.ReadAllText(f)).Select(m => $"{Path.GetFileName(f)}: {m.Value}")));
        Assert.Matches(FromTheRoot(), """fetch("/help")""");
    }

    [GeneratedRegex("""(?<!endsWith\()["'`]/[a-z][\w/-]*""", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex FromTheRoot();

    /// <summary>Money is never a binary fraction, and code that decides never asks the machine's clock or culture.</summary>
    [Fact]
    public void Ledger_and_formats_use_no_floating_point_and_no_clock()
    {
        var files = new[] { "FinanceAspire.Ledger", "FinanceAspire.Formats", "FinanceAspire.Data" }
            .SelectMany(p => Directory.EnumerateFiles(Path.Combine(Checkout.Folder, p), "*.cs", SearchOption.AllDirectories))
            // It scores delimiters, not money.
            .Where(f => Path.GetFileName(f) != "CsvShape.cs")
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(f => Forbidden().Matches(File.ReadAllText(f)).Select(m => $"{Path.GetFileName(f)}: {m.Value}")));
        Assert.Equal(3, Forbidden().Count("double amount; (float)x; var now = DateTime.Now;"));
    }

    private static IEnumerable<string> WrongReferences(string name, string project) =>
        XDocument.Parse(project).Descendants("ProjectReference")
            .Select(r => Project().Match(r.Attribute("Include")!.Value).Groups[1].Value)
            .Where(other => !Allowed[name].Contains(other))
            .Select(other => $"{name} -> {other}");

    private static IEnumerable<string> OtherSlices(string own, string text) =>
        Slice().Matches(text).Select(m => m.Groups[1].Value).Where(other => other != own).Distinct();

    [GeneratedRegex(@"FinanceAspire\.(\w+)\.csproj")]
    private static partial Regex Project();

    [GeneratedRegex(@"FinanceAspire\.Web\.Features\.(\w+)")]
    private static partial Regex Slice();

    [GeneratedRegex(@"\b(double|float)\b(?=[ )]\w*)|\bDateTime(Offset)?\.(UtcNow|Now|Today)\b")]
    private static partial Regex Forbidden();
}
