using FinanceAspire.Worker.Commands;

// Without a command it is the service: it migrates, then stays healthy. With one it is the administrator's tool.
return await CommandLine.Create().Parse(args).InvokeAsync();
