using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Browser;

/// <summary>What a visit costs on the wire: headers and bodies as the browser counts them, a full page of a register.</summary>
public sealed class BytesTests(PostgresFixture postgres)
{
    [Fact]
    public async Task First_visit_stays_below_150_kB_and_a_page_of_the_register_below_30()
    {
        await using var session = await BrowserSession.StartAsync(postgres);
        var (bank, food) = (await session.Api.AccountAsync("Checking"), await session.Api.AccountAsync("Groceries"));
        for (var i = 0; i < 120; i++)
        {
            using var recorded = await session.Api.RecordAsync(Guid.CreateVersion7(), $"2026-10-{(i % 28) + 1:00}", $"Shop number {i}", (bank, $"-{i + 1}.{i % 10}5"), (food, $"{i + 1}.{i % 10}5"));
        }

        var page = await session.WindowAsync(_ => { });
        var network = await page.Context.NewCDPSessionAsync(page);
        await network.SendAsync("Network.enable");
        var (addresses, sizes) = (new Dictionary<string, string>(), new List<(string Address, double Bytes)>());
        network.Event("Network.requestWillBeSent").OnEvent += (_, args) =>
            addresses[args!.Value.GetProperty("requestId").GetString()!] = args.Value.GetProperty("request").GetProperty("url").GetString()!;
        network.Event("Network.loadingFinished").OnEvent += (_, args) =>
            sizes.Add((addresses.GetValueOrDefault(args!.Value.GetProperty("requestId").GetString()!, "?"), args.Value.GetProperty("encodedDataLength").GetDouble()));

        await page.GotoAsync($"/accounts/{bank}", new() { WaitUntil = Microsoft.Playwright.WaitUntilState.NetworkIdle });
        var first = sizes.ToList();
        sizes.Clear();
        await page.GotoAsync($"/accounts/{bank}", new() { WaitUntil = Microsoft.Playwright.WaitUntilState.NetworkIdle });

        AssertBelow(150_000, first);
        // Scripts and styles are not fetched again from a published program, whose files are immutable by name; here they are.
        AssertBelow(30_000, [.. sizes.Where(s => s.Address.Contains("/accounts/", StringComparison.Ordinal))]);
    }

    /// <summary>The sum is below the limit; otherwise, and to who asks, each address with what it cost.</summary>
    private static void AssertBelow(double limit, List<(string Address, double Bytes)> sizes)
    {
        var text = $"{sizes.Sum(s => s.Bytes):N0} bytes: {string.Join(", ", sizes.Select(s => $"{new Uri(s.Address).AbsolutePath} {s.Bytes:N0}"))}";
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        Assert.True(sizes.Count > 0 && sizes.Sum(s => s.Bytes) < limit, text);
    }
}
