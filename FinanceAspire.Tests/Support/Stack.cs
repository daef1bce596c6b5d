using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using FinanceAspire.AppHost.Embedded;
using Microsoft.Extensions.DependencyInjection;

namespace FinanceAspire.Tests.Support;

/// <summary>The real model of the AppHost, started as a user starts it, with its data in a folder of its own.</summary>
public sealed class Stack : IAsyncDisposable
{
    private readonly DistributedApplication _app;

    private Stack(DistributedApplication app, string data) => (_app, Data) = (app, data);

    public string Data { get; }

    public Uri Web => _app.GetEndpoint("web", "http");

    public static Task<Stack> StartEmbeddedAsync() => StartEmbeddedAsync(NewFolder());

    public static Task<Stack> StartEmbeddedAsync(string data) =>
        StartAsync(data, "--Infrastructure:Mode=embedded", $"--Infrastructure:DataDirectory={data}", "--Web:Port=0");

    public static Task<Stack> StartContainersAsync(string prefix)
    {
        var data = NewFolder();
        return StartAsync(
            data, "--Infrastructure:Mode=containers", $"--Infrastructure:DataDirectory={data}", "--Web:Port=0", $"--Infrastructure:VolumePrefix={prefix}",
            "--Parameters:postgres-password=onlyforthistest", "--Parameters:redis-password=onlyforthistest", "--Parameters:app-password=onlyforthistest");
    }

    public HttpClient Client() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Web, Timeout = TimeSpan.FromSeconds(100) };

    public async Task HealthyAsync(string resource)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(5));
        await _app.ResourceNotifications.WaitForResourceHealthyAsync(resource, WaitBehavior.WaitOnResourceUnavailable, patience.Token);
    }

    /// <summary>What the dashboard's button does.</summary>
    public async Task CommandAsync(string resource, string command)
    {
        var result = await ExecuteAsync(resource, command);
        Assert.True(result.Success, $"{command} of {resource}: {result.Message}");
    }

    /// <summary>What the dashboard says of a command that must not do anything.</summary>
    public async Task<string> RefusedCommandAsync(string resource, string command)
    {
        var result = await ExecuteAsync(resource, command);
        Assert.False(result.Success, $"{command} of {resource} was done.");
        return result.Message ?? "";
    }

    public IReadOnlyList<string> Resources => [.. _app.Services.GetRequiredService<DistributedApplicationModel>().Resources.Select(r => r.Name)];

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(TestContext.Current.CancellationToken);
        await _app.DisposeAsync();
    }

    public static string NewFolder() => Path.Combine(Path.GetTempPath(), $"finance aspire {Guid.NewGuid():N}");

    private Task<ExecuteCommandResult> ExecuteAsync(string resource, string command) =>
        _app.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(resource, command, TestContext.Current.CancellationToken);

    private static async Task<Stack> StartAsync(string data, params string[] args)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync(typeof(EmbeddedTool).Assembly.EntryPoint!.DeclaringType!, args, TestContext.Current.CancellationToken);
        var app = await builder.BuildAsync(TestContext.Current.CancellationToken);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var stack = new Stack(app, data);
        await stack.HealthyAsync("web");
        return stack;
    }
}
