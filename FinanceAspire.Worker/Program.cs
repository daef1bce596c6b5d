using FinanceAspire.Worker.Commands;

if (args is [HealthProbe.Argument])
{
    return await HealthProbe.RunAsync();
}

// Without a command it is the service: it migrates, then stays healthy. With one it is the administrator's tool.
return await CommandLine.Create().Parse(args).InvokeAsync();
