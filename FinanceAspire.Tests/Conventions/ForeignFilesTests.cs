using System.IO.Compression;
using System.Security.Cryptography;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Conventions;

/// <summary>What others have built and lies among our sources is what the decision says it is, with its licence.</summary>
public sealed class ForeignFilesTests
{
    private static readonly string Heic = Path.Combine(Checkout.Folder, "FinanceAspire.Web", "wwwroot", "heic");

    [Fact]
    public void Libheif_is_the_package_of_the_decision()
    {
        var decision = File.ReadAllText(Path.Combine(Checkout.Folder, "docs", "decisions", "0018-heic-becomes-jpeg-in-the-browser.md"));
        using var packed = new GZipStream(File.OpenRead(Path.Combine(Heic, "libheif.wasm.gz")), CompressionMode.Decompress);

        Assert.Contains($"`libheif-wasm/libheif.js` | `{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Heic, "libheif.js"))))}`", decision, StringComparison.Ordinal);
        Assert.Contains($"`libheif-wasm/libheif.wasm` | `{Convert.ToHexStringLower(SHA256.HashData(packed))}`", decision, StringComparison.Ordinal);
        Assert.Contains("GNU LESSER GENERAL PUBLIC LICENSE", File.ReadAllText(Path.Combine(Heic, "LICENSE.txt")), StringComparison.Ordinal);
    }

    /// <summary>Nothing else that is bulky or packed lies there.</summary>
    [Fact]
    public void Pages_are_our_own()
    {
        var foreign = Directory.EnumerateFiles(Path.GetDirectoryName(Heic)!, "*", SearchOption.AllDirectories)
            .Where(f => !f.StartsWith(Heic, StringComparison.Ordinal) && (new FileInfo(f).Length > 40_000 || Path.GetExtension(f) is ".gz" or ".wasm" or ".map" || f.Contains(".min.", StringComparison.Ordinal)));

        Assert.Empty(foreign);
    }
}
