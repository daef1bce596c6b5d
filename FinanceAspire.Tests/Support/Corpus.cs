namespace FinanceAspire.Tests.Support;

/// <summary>One row of the manifest of real bank files that lies beside a checkout on some machines.</summary>
public sealed record CorpusFile(string Path, string Format, string Expected)
{
    public override string ToString() => Path;
}

/// <summary>The real bank files, where they are there: nothing of them is part of the project.</summary>
public static class Corpus
{
    public static string? Folder { get; } = Find();

    public static IReadOnlyList<CorpusFile> Files(params string[] formats) => Folder is null
        ? []
        : [.. File.ReadLines(System.IO.Path.Combine(Folder, "MANIFEST.tsv")).Skip(1).Select(l => l.Split('\t')).Where(c => c.Length > 7 && formats.Contains(c[1]))
            .Select(c => new CorpusFile(c[0], c[1], c[7]))];

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("FINANCEASPIRE_CORPUS") is { Length: > 0 } told)
        {
            return told;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "shared", "corpus");
            if (File.Exists(System.IO.Path.Combine(candidate, "MANIFEST.tsv")))
            {
                return candidate;
            }
        }

        return null;
    }
}
