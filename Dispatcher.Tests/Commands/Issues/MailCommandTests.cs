using System.CommandLine;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using Newsletter.Dispatcher.Commands;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Tests.Support;
using Spectre.Console;

namespace Newsletter.Dispatcher.Tests.Commands.Issues;

[TestFixture, Integration]
internal sealed class MailCommandTests
{
    private readonly TestFolder _root = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    [SetUp]
    public void Install()
    {
        var settings = File.ReadAllText(Path.Combine(Corpora.Repository(), "appsettings.json"));
        _root.Write(
            "appsettings.json",
            settings
                .Replace("dispatcher.db", _root.File("dispatcher.db"), StringComparison.Ordinal)
                .Replace(
                    "\"Storage\": {",
                    $"\"Storage\": {{ \"KeyFile\": \"{_root.File("dispatcher.keys")}\",",
                    StringComparison.Ordinal
                )
        );
        _root.CopyTemplates();
    }

    [TearDown]
    public void Delete() => _root.Dispose();

    [Test]
    public async Task A_preview_is_a_complete_mail(
        [ValueSource(typeof(MailKinds), nameof(MailKinds.WithTemplate))] MailKind of
    )
    {
        var kind = of.Word();
        var status = await RunAsync("mail", "preview", kind, "--out", "look");

        Assert.That((status, _error.ToString()), Is.EqualTo((0, "")));
        Assert.That(_output.ToString(), Is.EqualTo($"look/{kind}.eml\n"));
        Assert.That((await MimeMessage.LoadAsync(_root.File($"look/{kind}.eml"))).Subject, Is.Not.Empty);
    }

    [Test]
    public async Task A_broken_template_is_named_by_preview_and_check()
    {
        _root.Write("templates/welcome.sbn-html", "<title>Hello</title>{{ mail.frist_issue }}");

        var status = await RunAsync("mail", "preview", "welcome");
        var check = await RunAsync("issue", "check");

        Assert.That((status, check), Is.EqualTo((1, 0)), "no issue is kept from being sent");
        Assert.That(_error.ToString(), Does.StartWith("templates/welcome.sbn-html:1:"));
        Assert.That(_output.ToString(), Does.StartWith("templates/welcome.sbn-html:1:").And.Contain("warning"));
    }

    private Task<int> RunAsync(params string[] words)
    {
        var terminal = new Terminal(
            AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_output) }),
            _output,
            _error
        );
        return Cli.Build(new CommandContext(_root.Path, new FakeTimeProvider(), terminal))
            .Parse(words)
            .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }
}
