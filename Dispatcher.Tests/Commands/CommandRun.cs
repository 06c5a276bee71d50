using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Commands;
using Newsletter.Dispatcher.Tests.Support;
using Spectre.Console;

namespace Newsletter.Dispatcher.Tests.Commands;

/// <summary>Runs commands in a folder of their own, as a terminal that is none (a pipe, a file) sees them.</summary>
internal sealed class CommandRun : IDisposable
{
    private readonly TestFolder _folder = new();

    public CommandRun() => _folder.Write("appsettings.json", $$"""
        {
          "Newsletter": {
            "Name": "The Weekday Letter", "From": "letter@example.com", "PostalAddress": "1 Harbour Street; Berlin",
            "BaseUrl": "http://localhost:8080", "TimeZone": "Europe/Berlin"
          },
          "Storage": { "ConnectionString": "Data Source={{_folder.File("dispatcher.db").Replace('\\', '/')}};Pooling=False" }
        }
        """);

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 5, 6, 0, 0, TimeSpan.Zero));

    public string File(string name) => _folder.File(name);

    public string Write(string name, string content) => _folder.Write(name, content);

    /// <summary>What a command printed and how it ended.</summary>
    public async Task<CommandAnswer> RunAsync(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        var here = new Surroundings(_folder.Path, Clock, new Terminal(console, output, error));
        var status = await Cli.Build(here).Parse(words).InvokeAsync();
        return new(status, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }

    public void Dispose() => _folder.Dispose();
}

internal sealed record CommandAnswer(int Status, string Output, string Error);
