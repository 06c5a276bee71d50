using System.CommandLine;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary>
/// <c>issue test FILE --to ADDRESS… [--as READER…]</c>: sends copies, marked [TEST], the same way as an issue: one
/// for each address and each reader. Says of each copy where it went.
/// </summary>
internal static class TestCommand
{
    /// <summary>A test is for a few people; more is a dispatch.</summary>
    private const int MostCopies = 50;

    public static Command Build(CommandContext context)
    {
        var file = new Argument<string>("file") { Description = "The issue file." };
        var to = new Option<string[]>("--to")
        {
            Description = "Who gets a copy; several are allowed.",
            HelpName = "ADDRESS",
            Required = true,
        };
        var readers = IssueOptions.AsMany("As whom");
        var command = new Command("test", "Send copies, marked [TEST].") { file, to, readers };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.RunAsync(() =>
                    RunAsync(
                        context,
                        parsed.GetRequiredValue(file),
                        parsed.GetRequiredValue(to),
                        parsed.GetValue(readers) ?? [],
                        parsed.GetValue(CommonOptions.Json),
                        cancellationToken
                    )
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context,
        string file,
        string[] to,
        string[] readers,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var settings = context.Settings();
        var addresses = Addresses(context, to);
        var chosen = await ReadersAsync(context, settings, readers, cancellationToken);
        if (addresses is null || chosen is null)
        {
            return CommandContext.WrongUsage;
        }

        if (addresses.Count * chosen.Count > MostCopies)
        {
            context.Terminal.Error(
                $"{addresses.Count} addresses and {chosen.Count} readers are {addresses.Count * chosen.Count} copies; "
                    + $"a test sends {MostCopies} at most. Name fewer."
            );
            return CommandContext.WrongUsage;
        }

        var edited = await new EditedIssueReader(context.Folder, settings, context.Clock).ReadAsync(
            file,
            cancellationToken
        );
        foreach (var finding in edited.Findings)
        {
            context.Terminal.Error(finding.ToString());
        }

        if (Package(context, settings, file) is not { } package || edited.Compiled is null)
        {
            context.Terminal.Error("Nothing was sent: the issue has an error.");
            return CommandContext.Failed;
        }

        await using var services = new ServiceCollection()
            .AddSingleton(context.Clock)
            .AddSingleton(settings)
            .AddSingleton(settings.Delivery)
            .AddDelivery()
            .BuildServiceProvider();
        using var signer = new DkimSigner(settings.Dkim);
        var tests = new TestMail(
            services.GetRequiredService<RelayPool>(),
            settings.Newsletter,
            new SignedToken(KeyFile.ReadOrCreate(settings.Storage.KeyFile)),
            signer,
            context.Clock
        );
        var isWell = true;
        foreach (var reader in chosen)
        {
            var issue = Marked(package, edited.Compiled, reader, chosen.Count > 1, settings.Newsletter, edited.Day);
            foreach (var address in addresses)
            {
                var result = await tests.SendAsync(issue, reader.Recipient, address, cancellationToken);
                Say(context, result, reader, address, json);
                isWell &= result.IsSent;
            }
        }

        return isWell ? CommandContext.Done : CommandContext.Failed;
    }

    private static List<EmailAddress>? Addresses(CommandContext context, string[] to)
    {
        List<EmailAddress> addresses = [];
        var isWell = true;
        foreach (var text in to)
        {
            if (!EmailAddress.TryParse(text, out var address, out var problem))
            {
                context.Terminal.Error($"{text} {problem}");
                isWell = false;
            }
            else if (addresses.All(known => known.Key != address.Key))
            {
                addresses.Add(address);
            }
        }

        return isWell ? addresses : null;
    }

    private static async Task<List<ChosenReader>?> ReadersAsync(
        CommandContext context,
        DispatcherSettings settings,
        string[] readers,
        CancellationToken cancellationToken
    )
    {
        List<ChosenReader> chosen = [];
        var isWell = true;
        foreach (var text in readers.DefaultIfEmpty(null).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var (reader, refusal) = await ChosenReader.FindAsync(text, settings, context.Clock, cancellationToken);
            if (reader is null)
            {
                context.Terminal.Error(refusal!);
                isWell = false;
            }
            else
            {
                chosen.Add(reader);
            }
        }

        return isWell ? chosen : null;
    }

    private static IssuePackage? Package(CommandContext context, DispatcherSettings settings, string file) =>
        new IssuePackageReader(context.Folder, settings.Newsletter).Read(file).Package;

    /// <summary>The issue for one reader; with several, the subject says which one.</summary>
    private static CompiledIssue Marked(
        IssuePackage package,
        CompiledIssue compiled,
        ChosenReader reader,
        bool isOneOfSeveral,
        NewsletterSettings newsletter,
        DateOnly day
    )
    {
        if (!isOneOfSeveral || package.Reading.Candidate is not { } candidate)
        {
            return compiled;
        }

        var named = candidate with
        {
            Issue = candidate.Issue with { Subject = $"[{reader.Name}] {candidate.Issue.Subject}" },
        };
        return CompiledIssue.Compile(IssuePackage.Of(named, package.Images, package.Templates), newsletter, day).Issue
            ?? compiled;
    }

    private static void Say(
        CommandContext context,
        TestMailResult result,
        ChosenReader reader,
        EmailAddress address,
        bool json
    )
    {
        if (json)
        {
            context.Terminal.Json(new TestCopy(address.Value, reader.Name, result.IsSent, result.Relay, result.Reply));
        }
        else if (result.IsSent)
        {
            context.Terminal.Line($"A copy for {address} as {reader.Name} went to {result.Relay}: {result.Reply}");
        }
        else
        {
            context.Terminal.Error($"The copy for {address} as {reader.Name} was not sent: {result.Reply}");
        }
    }
}
