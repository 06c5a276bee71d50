using System.CommandLine;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Commands;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tests.Support;
using Spectre.Console;

namespace Newsletter.Dispatcher.Tests.Commands.Issues;

/// <summary>A newsletter in a folder of its own, and what <c>issue check</c> says about it.</summary>
internal sealed class CheckRun : IDisposable
{
    private readonly TestFolder _root = new();

    public CheckRun(DateTimeOffset now)
    {
        Clock = new FakeTimeProvider(now);
        _root.Write("appsettings.json", File.ReadAllText(Path.Combine(Corpora.Repository(), "appsettings.json")));
        _root.CopyTemplates();
        Directory.CreateDirectory(_root.File("issues"));
    }

    public FakeTimeProvider Clock { get; }

    /// <summary>Writes a file of the newsletter.</summary>
    public void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(path))!);
        File.WriteAllBytes(_root.File(path), content);
    }

    /// <summary>Makes the database, with one subscriber who has a tag.</summary>
    public async Task TagAsync(string tag, SubscriberStatus status)
    {
        var database = new Database($"Data Source={_root.File("dispatcher.db")};Pooling=False");
        await Migrator.MigrateAsync(database, CancellationToken.None);
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            INSERT INTO subscribers (id, email, email_key, status, created_at, updated_at)
            VALUES (1, 'kim@example.org', 'kim@example.org', @status, 0, 0);
            INSERT INTO subscriber_tags VALUES (1, @tag);
            """,
            new { tag, status = status.Word() }
        );
    }

    public void MakeFolder(string path) => Directory.CreateDirectory(_root.File(path));

    /// <summary>Checks all issues; the findings in their order.</summary>
    public async Task<IReadOnlyList<Said>> RunAsync()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        var context = new CommandContext(_root.Path, Clock, new Terminal(console, output, error));
        await Cli.Build(context)
            .Parse(["issue", "check", "--json"])
            .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
        Assert.That(error.ToString(), Is.Empty);
        return
        [
            .. output
                .ToString()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize<Said>(line, JsonSerializerOptions.Web)!),
        ];
    }

    public void Dispose() => _root.Dispose();

    /// <summary>One line of <c>issue check --json</c>.</summary>
    internal sealed record Said(string Severity, string Name, string File, int Line, int Column, string Message)
    {
        /// <summary>The message as a cell of a Markdown table.</summary>
        public string Cell =>
            string.Concat(Message.Select(c => c is '|' or '<' or '*' or '~' or '`' or '[' or '_' ? $"\\{c}" : $"{c}"));
    }
}
