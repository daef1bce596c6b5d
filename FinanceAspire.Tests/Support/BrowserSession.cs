using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace FinanceAspire.Tests.Support;

/// <summary>Web on a real port with a real Chromium before it, its owner signed in; no AppHost, so that a story costs seconds.</summary>
public sealed partial class BrowserSession : IAsyncDisposable
{
    private readonly WebApp _app;
    private readonly IBrowserContext _signedIn;
    private readonly List<IBrowserContext> _contexts = [];

    private BrowserSession(WebApp app, HttpClient api, IBrowserContext signedIn, IPage page)
    {
        (_app, Api, _signedIn, Page) = (app, api, signedIn, page);
        _contexts.Add(signedIn);
    }

    /// <summary>The API with the owner's token: for what a story needs and is not about.</summary>
    public HttpClient Api { get; }

    /// <summary>A desktop with script.</summary>
    public IPage Page { get; }

    /// <summary>What the browser's console complained of; a story ends with none.</summary>
    public List<string> Complaints { get; } = [];

    public static async Task<BrowserSession> StartAsync(PostgresFixture postgres, params (string Name, string Value)[] settings)
    {
        var app = await WebApp.StartAsync(postgres, settings);
        app.UseKestrel(0);
        app.StartServer();
        var api = await app.SetUpAsync();
        var context = await Browser.ContextAsync(Options(app));
        var page = await context.NewPageAsync();
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("E-mail").FillAsync(app.Email);
        await page.GetByLabel("Password").FillAsync(WebApp.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync("**/");
        var session = new BrowserSession(app, api, context, page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                session.Complaints.Add(message.Text);
            }
        };
        return session;
    }

    /// <summary>Another window of the same user: a phone, a dark one, one without script.</summary>
    public async Task<IPage> WindowAsync(Action<BrowserNewContextOptions> configure)
    {
        var options = Options(_app);
        options.StorageState = await _signedIn.StorageStateAsync();
        configure(options);
        var context = await Browser.ContextAsync(options);
        _contexts.Add(context);
        return await context.NewPageAsync();
    }

    /// <summary>Pictures of every page, for people to look at, take a minute: only where FINANCEASPIRE_SHOTS=1 asks for them.</summary>
    public static bool TakesShots => Environment.GetEnvironmentVariable("FINANCEASPIRE_SHOTS") == "1";

    /// <param name="page">The page as it stands.</param>
    /// <param name="name">What it shows: a word and a path, whose ids are left out.</param>
    public static async Task ShotOfAsync(IPage page, string name)
    {
        if (TakesShots)
        {
            var plain = string.Concat(Id().Replace(name, "id").Select(c => char.IsLetterOrDigit(c) ? c : '-'));
            await page.ScreenshotAsync(new() { Path = Shot($"{plain}.png"), FullPage = true });
        }
    }

    /// <summary>By how many pixels a page is wider than its window; none or fewer where it fits.</summary>
    public static Task<int> TooWideAsync(IPage page) => page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

    public static string Shot(string name) => Path.Combine(Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "screenshots")).FullName, name);

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts)
        {
            await context.DisposeAsync();
        }

        Api.Dispose();
        await _app.DisposeAsync();
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Id();

    private static BrowserNewContextOptions Options(WebApp app) => new()
    {
        BaseURL = app.ClientOptions.BaseAddress.ToString(),
        Locale = "en-GB",
        ViewportSize = new() { Width = 1280, Height = 800 },
    };
}
