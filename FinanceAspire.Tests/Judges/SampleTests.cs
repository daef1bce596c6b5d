using System.Globalization;
using System.Reflection;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Judges;

/// <summary>From a bank's file to another program's balance: import, export through the API, and ask the judges.</summary>
public sealed class SampleTests(PostgresFixture postgres)
{
    public static IEnumerable<TheoryDataRow<string>> Samples() =>
        typeof(Samples).GetProperties(BindingFlags.Public | BindingFlags.Static).Where(p => p.PropertyType == typeof(byte[])).Select(p => new TheoryDataRow<string>(p.Name));

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Imported_sample_comes_to_the_same_balances_everywhere(string sample)
    {
        Judge.Require("hledger");
        Judge.Require("bean-check");
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (_, plan) = await client.UploadAsync(await client.AccountAsync("Checking"), (byte[])typeof(Samples).GetProperty(sample)!.GetValue(null)!);
        Assert.NotNull(plan["id"]);
        await client.PostAsync($"/api/v1/imports/{plan["id"]}/commit");
        var ours = (await client.ReadAsync("/api/v1/accounts?include_closed=true"))["items"]!.AsArray()
            .Select(a => ((string)a!["name"]!, decimal.Parse((string)a["balance"]!, CultureInfo.InvariantCulture))).Where(a => a.Item2 != 0).Order().ToList();
        Assert.NotEmpty(ours);

        var folder = Directory.CreateTempSubdirectory("finance sample ").FullName;
        var (journal, bean) = (Path.Combine(folder, "book.journal"), Path.Combine(folder, "book.beancount"));
        await File.WriteAllBytesAsync(journal, await client.GetByteArrayAsync("/api/v1/exports/journal", TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(bean, await client.GetByteArrayAsync("/api/v1/exports/beancount", TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        await Judge.AskAsync("hledger", "-f", journal, "check", "accounts", "commodities");
        await Judge.AskAsync("bean-check", bean);
        var csv = ExportTests.Csv(await Judge.AskAsync("hledger", "-f", journal, "balance", "--flat", "--no-total", "--layout=bare", "-O", "csv"));
        var theirs = csv.Skip(1).Select(r => (r[0].Split(':')[^1], decimal.Parse(r[2].Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture))).Order().ToList();
        Assert.Equal(ours, theirs);
        Directory.Delete(folder, recursive: true);
    }
}
