using FinanceAspire.Data;
using FinanceAspire.Web.Components;
using FinanceAspire.Web.Features.Accounts;
using FinanceAspire.Web.Features.Books;
using FinanceAspire.Web.Features.Budgets;
using FinanceAspire.Web.Features.Changes;
using FinanceAspire.Web.Features.Checks;
using FinanceAspire.Web.Features.Commodities;
using FinanceAspire.Web.Features.Display;
using FinanceAspire.Web.Features.Exports;
using FinanceAspire.Web.Features.Imports;
using FinanceAspire.Web.Features.Payees;
using FinanceAspire.Web.Features.Prices;
using FinanceAspire.Web.Features.Receipts;
using FinanceAspire.Web.Features.Receipts.Reading;
using FinanceAspire.Web.Features.Reconciliations;
using FinanceAspire.Web.Features.Reports;
using FinanceAspire.Web.Features.Rules;
using FinanceAspire.Web.Features.SavedSearches;
using FinanceAspire.Web.Features.Schedules;
using FinanceAspire.Web.Features.Setup;
using FinanceAspire.Web.Features.SignIn;
using FinanceAspire.Web.Features.Tokens;
using FinanceAspire.Web.Features.Transactions;
using FinanceAspire.Web.Http;
using FinanceAspire.Web.SignIn;
using FinanceAspire.Web.Texts;
using Microsoft.Extensions.Localization;

if (args is [HealthProbe.Argument])
{
    return await HealthProbe.RunAsync();
}

if (args is [ReadReceipt.Argument, var source, var folder])
{
    return ReadReceipt.Run(source, folder);
}

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => (kestrel.AddServerHeader, kestrel.Limits.MaxRequestBodySize) = (false, 1024 * 1024));
builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
// What the database refuses becomes an answer, what fails is logged once, by who answers for it.
builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Update", LogLevel.None);
builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.None);

builder.AddServiceDefaults();
builder.AddStores();
builder.AddSignIn();
builder.Services.AddBookDatabase();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<PlanImport>();
builder.Services.AddReceipts(builder.Configuration);
// Set-up makes a book, and a demo book keeps receipts, without knowing the slices that do: slices meet here only.
builder.Services.AddSingleton<ReceiptKeeper>(services => (db, bookId, receipt, transactionId, cancellationToken) =>
    services.GetRequiredService<KeepOwnReceipt>().ExecuteAsync(db, bookId, receipt.FileName, receipt.Content, receipt.Date, receipt.Amount, transactionId, cancellationToken));
builder.Services.AddSingleton<BookMaker>(services => (user, name, currency, demo, cancellationToken) =>
    CreateBook.ExecuteAsync(
        services.GetRequiredService<BookDatabase>(), user, name, currency,
        demo ? new(DateOnly.FromDateTime(services.GetRequiredService<TimeProvider>().GetLocalNow().DateTime), services.GetRequiredService<ReceiptKeeper>()) : null,
        account => services.GetRequiredService<IStringLocalizer<Text>>()[account], cancellationToken));
builder.Services.AddSingleton<DemoOffer>();
builder.Services.AddCompression();
builder.Services.AddSingleton<IStringLocalizer<Text>, ResxTexts>();
builder.Services.AddRazorComponents();
builder.Services.AddApi();

var app = builder.Build();
app.UseResponseCompression();
app.UseProxies();
app.UseFaults();
app.UseMiddleware<SecurityHeaders>();
app.UseHostCookies();
app.UseCultures();
app.UseStatusPages();
app.UseRouting();
app.UseAuthentication();
app.UseAuthorization();
app.UseOversizedUploads();
app.UseAntiforgery();

app.MapDefaultEndpoints();
app.MapStaticAssets().AllowAnonymous();
app.MapRazorComponents<App>();
app.MapSignOut();
app.MapDisplay();
app.MapCsvCorrection();
app.MapApiReference();

var api = app.MapApi();
api.MapSetup();
api.MapTokens();
api.MapBook();
api.MapCommodities();
api.MapAccounts();
api.MapTransactions();
api.MapPayees();
api.MapImports();
api.MapProfiles();
api.MapRules();
api.MapReceipts();
api.MapSearches();
api.MapBudgets();
api.MapSchedules();
api.MapReconciliations();
api.MapPrices();
api.MapReports();
api.MapChanges();
api.MapChecks();
api.MapExports();

await app.RunAsync();
return 0;
