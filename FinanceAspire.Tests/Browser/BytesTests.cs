using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Browser;

/// <summary>What a visit costs on the wire: headers and bodies as the browser counts them, a full page of a register.</summary>
public sealed class BytesTests(PostgresFixture postgres)
{
    [Fact]
    public async Task First_visit_stays_below_150_kB_and_the_next_below_30()
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
        var bytes = 0.0;
        network.Event("Network.loadingFinished").OnEvent += (_, args) => bytes += args!.Value.GetProperty("encodedDataLength").GetDouble();

        await page.GotoAsync($"/accounts/{bank}", new() { WaitUntil = Microsoft.Playwright.WaitUntilState.NetworkIdle });
        var first = bytes;
        await page.GotoAsync($"/accounts/{bank}", new() { WaitUntil = Microsoft.Playwright.WaitUntilState.NetworkIdle });
        var next = bytes - first;

        TestContext.Current.SendDiagnosticMessage($"first visit {first:N0} bytes, next {next:N0}");
        Assert.InRange(first, 1_000, 150_000);
        Assert.InRange(next, 1_000, 30_000);
    }
}
