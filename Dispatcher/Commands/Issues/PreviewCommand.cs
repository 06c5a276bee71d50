using System.CommandLine;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary>
/// <c>issue preview</c> and <c>issue test</c>: an issue as one reader gets it, on disk or in an inbox.
/// Tests: IssueCommandTests.
/// </summary>
internal static class PreviewCommand
{
    private static readonly string[] Endings = ["html", "txt", "eml"];

    /// <summary><c>issue preview FILE [--as ADDRESS] [--out DIR]</c>: writes .html, .txt and .eml.</summary>
    public static Command BuildPreview(CommandContext context)
    {
        var file = new Argument<string>("file") { Description = "The issue file." };
        var address = new Option<string?>("--as")
        {
            Description = "A subscriber's address; without it, an invented reader.",
        };
        var folder = new Option<string>("--out")
        {
            Description = "Where to write.",
            DefaultValueFactory = _ => "preview",
        };
        var command = new Command("preview", "Write an issue as .html, .txt and .eml.") { file, address, folder };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.RunAsync(async () =>
                {
                    var settings = context.Settings();
                    if (
                        await ReaderAsync(context, settings, parsed.GetValue(address), cancellationToken)
                            is not { } reader
                        || Compile(context, settings, parsed.GetRequiredValue(file)) is not { } issue
                        || Compose(context, settings, issue, reader, isTest: false) is not { } message
                    )
                    {
                        return CommandContext.Failed;
                    }

                    var rendered = issue.Render(
                        reader,
                        new LinkBook(settings.Newsletter.BaseUrl, Tokens(settings)),
                        out _
                    )!;
                    var target = Path.Combine(
                        Path.GetFullPath(parsed.GetValue(folder)!, context.Root),
                        issue.Issue.Slug
                    );
                    PrivateFiles.CreateFolder(Path.GetDirectoryName(target)!);
                    await WriteAsync($"{target}.html", rendered.Html);
                    await WriteAsync($"{target}.txt", rendered.Text);
                    await using (var eml = PrivateFiles.Open($"{target}.eml", FileMode.Create, FileAccess.Write))
                    {
                        await message.WriteToAsync(eml, cancellationToken);
                    }

                    context.Terminal.Line($"Subject: {rendered.Subject}");
                    if (rendered.Preheader is { Length: > 0 } preheader)
                    {
                        context.Terminal.Line($"Preheader: {preheader}");
                    }

                    foreach (var ending in Endings)
                    {
                        context.Terminal.Line(Path.GetRelativePath(context.Root, $"{target}.{ending}"));
                    }

                    return CommandContext.Done;
                })
        );
        return command;
    }

    /// <summary><c>issue test FILE --to ADDRESS</c>: sends one copy, marked [TEST], the same way as an issue.</summary>
    public static Command BuildTest(CommandContext context)
    {
        var file = new Argument<string>("file") { Description = "The issue file." };
        var to = new Option<string>("--to") { Description = "Who gets the copy.", Required = true };
        var command = new Command("test", "Send one copy, marked [TEST].") { file, to };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.RunAsync(async () =>
                {
                    var settings = context.Settings();
                    if (!EmailAddress.TryParse(parsed.GetRequiredValue(to), out var address, out var problem))
                    {
                        context.Terminal.Error($"{parsed.GetRequiredValue(to)} {problem}");
                        return CommandContext.WrongUsage;
                    }

                    if (
                        Compile(context, settings, parsed.GetRequiredValue(file)) is not { } issue
                        || Compose(context, settings, issue, Recipient.Sample(address.Value), isTest: true)
                            is not { } message
                    )
                    {
                        return CommandContext.Failed;
                    }

                    await using var services = new ServiceCollection()
                        .AddSingleton(context.Clock)
                        .AddSingleton(settings)
                        .AddSingleton(settings.Delivery)
                        .AddDelivery()
                        .BuildServiceProvider();
                    var relays = services.GetRequiredService<RelayPool>();
                    switch (await relays.SendOnceAsync(message, cancellationToken))
                    {
                        case DeliveryOutcome.Accepted accepted:
                            context.Terminal.Line($"A copy for {address} went to {relays.Name}: {accepted.Reply}");
                            return CommandContext.Done;
                        case DeliveryOutcome.RelayTrouble trouble:
                            context.Terminal.Error(trouble.Trouble.Message);
                            return CommandContext.Failed;
                        case var refused:
                            context.Terminal.Error($"{relays.Name} did not take the copy for {address}: {refused}");
                            return CommandContext.Failed;
                    }
                })
        );
        return command;
    }

    private static CompiledIssue? Compile(CommandContext context, DispatcherSettings settings, string file)
    {
        var today = new SlotCalendar(settings.Newsletter).Today(context.Clock.GetUtcNow());
        var (package, problems) = new IssuePackageReader(context.Folder, settings.Newsletter).Read(file);
        CompiledIssue? issue = null;
        if (package is not null)
        {
            (issue, problems) = CompiledIssue.Compile(package, settings.Newsletter, today);
        }

        foreach (var problem in CheckOff.Without(package?.Reading.Issue, problems))
        {
            context.Terminal.Error(problem.ToString());
        }

        return issue;
    }

    private static OutgoingMessage? Compose(
        CommandContext context,
        DispatcherSettings settings,
        CompiledIssue issue,
        Recipient reader,
        bool isTest
    )
    {
        using var signer = new DkimSigner(settings.Dkim);
        var composer = new MessageComposer(
            issue,
            settings.Newsletter,
            Tokens(settings),
            dispatchId: 0,
            context.Clock.GetUtcNow(),
            isTest,
            signer
        );
        var message = composer.Compose(reader, out var problem);
        if (message is null)
        {
            context.Terminal.Error(problem!);
        }

        return message;
    }

    /// <summary>
    /// The subscriber of that address, an invented reader without one; null for an address that nobody has.
    /// </summary>
    private static async Task<Recipient?> ReaderAsync(
        CommandContext context,
        DispatcherSettings settings,
        string? text,
        CancellationToken cancellationToken
    )
    {
        if (text is null)
        {
            return Recipient.Sample("ana@example.com");
        }

        var list = new SubscriberList(
            await CommandContext.OpenDatabaseAsync(settings, cancellationToken),
            context.Clock
        );
        if (
            EmailAddress.TryParse(text, out var address, out var problem)
            && await list.FindAsync(address, cancellationToken) is { } known
        )
        {
            return new Recipient(
                known.Id,
                known.Email,
                known.FirstName,
                known.LastName,
                known.TimeZone,
                known.Status.Word(),
                known.Tags
            )
            {
                LinkEpoch = known.LinkEpoch,
                Term = known.Term?.Word(),
                TermEndsAt = known.TermEndsAt,
            };
        }

        context.Terminal.Error($"{text} {problem ?? "is nobody on the list; leave --as out for an invented reader."}");
        return null;
    }

    private static SignedToken Tokens(DispatcherSettings settings) =>
        new(KeyFile.ReadOrCreate(settings.Storage.KeyFile));

    private static async Task WriteAsync(string path, string text)
    {
        await using var file = PrivateFiles.Open(path, FileMode.Create, FileAccess.Write);
        await using var writer = new StreamWriter(file);
        await writer.WriteAsync(text);
    }
}
