using System.CommandLine;
using System.Globalization;
using FinanceAspire.Benchmarks;
using FinanceAspire.Tests.Support;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var shortForm = new Option<bool>("--short") { Description = "A small book, once: fails only on wrong results." };
var sizes = new Option<int[]>("--sizes") { Description = "Transactions of each book that is queried.", DefaultValueFactory = _ => [10_000, 100_000, 500_000, 1_000_000], AllowMultipleArgumentsPerToken = true };
var bulk = new Option<int>("--bulk") { Description = "Transactions of the bulk insert; 0 leaves it out.", DefaultValueFactory = _ => 500_000 };
var neighbours = new Option<int>("--books") { Description = "Books of 100,000 transactions in one database; 0 leaves them out.", DefaultValueFactory = _ => 10 };
var imports = new Option<int>("--imports") { Description = "Lines of the bank files that are imported; 0 leaves them out.", DefaultValueFactory = _ => 100_000 };
var peers = new Option<string?>("--peers") { Description = "A folder with all.journal, all.beancount and expected.json of one ledger: the same questions to hledger, Ledger and beancount beside ours." };
var pages = new Option<int>("--pages") { Description = "Transactions of the book whose pages are visited; 0 leaves them out.", DefaultValueFactory = _ => 100_000 };
var root = new RootCommand("Measures the ledger beside its floor, as the web role with its policies on. Figures are medians; compare only figures of one run.") { shortForm, sizes, bulk, neighbours, imports, peers, pages };
root.SetAction(async (parsed, _) =>
{
    var isShort = parsed.GetValue(shortForm);
    await using var server = await ScratchPostgres.StartAsync(["shared_buffers=1GB", "max_wal_size=8GB", "checkpoint_timeout=30min", "maintenance_work_mem=512MB"], default);
    Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {DateTimeOffset.Now:yyyy-MM-dd}");
    await LedgerBenchmarks.BulkAsync(server, isShort ? 2_000 : parsed.GetValue(bulk), isShort ? 1 : 3);
    foreach (var size in isShort ? [2_000] : parsed.GetValue(sizes)!.Where(s => s > 0))
    {
        await LedgerBenchmarks.QueriesAsync(server, size, isShort ? 3 : 31);
    }

    var books = isShort ? 2 : parsed.GetValue(neighbours);
    if (books > 0)
    {
        await NeighbourBenchmarks.RunAsync(server, books, isShort ? 500 : 100_000, isShort ? 3 : 101);
    }

    if (parsed.GetValue(imports) is > 0 and var lines)
    {
        await ImportBenchmarks.RunAsync(server, isShort ? 500 : lines, isShort ? 1 : 3);
    }

    if (parsed.GetValue(pages) is > 0 and var visited)
    {
        await PageBenchmarks.RunAsync(server, isShort ? 500 : visited, isShort ? 3 : 200);
    }

    if (parsed.GetValue(peers) is { } folder)
    {
        await PeerBenchmarks.RunAsync(server, folder, isShort ? 1 : 3);
    }
});
return await root.Parse(args).InvokeAsync();
