using System.Text.RegularExpressions;

namespace FinanceAspire.Tests.Support;

/// <summary>A page of docs/recipes, taken block by block: what a test has not taken when it ends, nobody has tried.</summary>
public sealed partial class Recipe
{
    private readonly Queue<Block> _blocks;

    public Recipe(string name) => (Name, _blocks) = (name, new(Blocks(name)));

    public string Name { get; }

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.md").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal);

    private static string Folder => Path.Combine(Checkout.Folder, "docs", "recipes");

    /// <param name="Language">What stands after the fence: <c>sh</c> is for a shell, all else is the content of a file.</param>
    public sealed record Block(string Language, string Text);

    /// <summary>The next block, which is in the language that the test expects.</summary>
    public string Next(string language = "sh")
    {
        Assert.True(_blocks.TryDequeue(out var block), $"{Name} has fewer blocks than its test runs.");
        Assert.Equal(language, block.Language);
        return block.Text;
    }

    /// <summary>The next block, which stays the next.</summary>
    public string Peek() => _blocks.Peek().Text;

    public void End() => Assert.True(_blocks.Count == 0, $"{Name} has a block that no test runs: {_blocks.FirstOrDefault()?.Text}");

    public static IEnumerable<Block> Blocks(string name) =>
        Fence().Matches(File.ReadAllText(Path.Combine(Folder, $"{name}.md")).ReplaceLineEndings("\n")).Select(m => new Block(m.Groups["language"].Value, m.Groups["text"].Value));

    [GeneratedRegex(@"^```(?<language>[^\n]*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
