using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Commands;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;
using Spectre.Console;

namespace Newsletter.Dispatcher.Tests.Commands;

/// <summary>Runs commands in a temporary folder, with output that is not a terminal (a pipe, a file).</summary>
internal sealed class CommandRun : IDisposable
{
    private readonly TestFolder _folder = new();

    public CommandRun() =>
        _folder.Write(
            "appsettings.json",
            $$"""
            {
              "Newsletter": {
                "Name": "The Weekday Letter", "From": "letter@example.com", "PostalAddress": "1 Harbour Street; Berlin",
                "BaseUrl": "http://localhost:8080", "TimeZone": "Europe/Berlin"
              },
              "Web": { "Listen": "http://127.0.0.1:0" },
              "Storage": { "ConnectionString": "Data Source={{_folder.File("dispatcher.db").Replace(
                '\\',
                '/'
            )}};Pooling=False" }
            }
            """
        );

    /// <summary>The database of the folder, migrated.</summary>
    public async Task<Database> DatabaseAsync()
    {
        var database = new Database($"Data Source={_folder.File("dispatcher.db")};Pooling=False");
        await Migrator.MigrateAsync(database, CancellationToken.None);
        return database;
    }

    /// <summary>
    /// Adds the shipped templates and an issue, and begins a dispatch of it to new subscribers, which no process sends.
    /// </summary>
    /// <param name="readers">How many readers: <c>reader1@example.org</c> and so on.</param>
    public async Task<Dispatch> BeginAsync(int readers)
    {
        _folder.CopyTemplates();
        Write(
            "issues/news.md",
            "---\ntitle: The news\npreheader: What happened\nstatus: ready\n---\nHello, here is the news.\n"
        );
        var database = await DatabaseAsync();
        for (var i = 1; i <= readers; i++)
        {
            await RunAsync("subscriber", "add", $"reader{i}@example.org");
        }

        var (package, _) = new IssuePackageReader(new NewsletterFolder(_folder.Path), NewsletterSample.Settings()).Read(
            File("issues/news.md")
        );
        var (dispatches, now) = (new DispatchStore(database, Clock), Clock.GetUtcNow());
        var begun = await dispatches.BeginAsync(
            new NewDispatch(
                new DateOnly(2026, 1, 5),
                now,
                now.AddHours(6),
                "news",
                "The news",
                "all",
                package!.Freeze()
            ),
            isByHand: false,
            CancellationToken.None
        );
        return (await dispatches.FindAsync(((BeginResult.Begun)begun).Id, CancellationToken.None))!;
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 5, 6, 0, 0, TimeSpan.Zero));

    public void CopyTemplates() => _folder.CopyTemplates();

    public string File(string name) => _folder.File(name);

    public string Write(string name, string content) => _folder.Write(name, content);

    /// <summary>The output of a command, and its exit status.</summary>
    public Task<CommandAnswer> RunAsync(params string[] words) => RunWithInputAsync("", words);

    /// <summary>The same, with text on standard input.</summary>
    public async Task<CommandAnswer> RunWithInputAsync(string text, params string[] words)
    {
        using var input = new StringReader(text);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(output),
            }
        );
        var context = new CommandContext(_folder.Path, Clock, new Terminal(console, output, error, input));
        var status = await Cli.Build(context).Parse(words).InvokeAsync();
        return new(status, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }

    public void Dispose() => _folder.Dispose();
}
