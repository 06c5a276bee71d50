using System.CommandLine;
using System.Globalization;
using Newsletter.Dispatcher.Subscribers;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands;

/// <summary><c>subscriber add|show|remove|pause|resume ADDRESS</c>: one person.</summary>
internal static class SubscriberCommand
{
    public static Command Build(Surroundings here) => new("subscriber", "One person on the list: add, show, remove, pause, resume.")
    {
        BuildAdd(here),
        BuildOne(here, "show", "Show what the list knows about a person.", ShowAsync),
        BuildOne(here, "remove", "Delete a person from the list.", RemoveAsync),
        BuildOne(here, "pause", "Send a person nothing until resumed.", (call, cancellationToken) =>
            ChangeAsync(call, call.List.PauseAsync, cancellationToken)),
        BuildOne(here, "resume", "Send a paused person the newsletter again.", (call, cancellationToken) =>
            ChangeAsync(call, call.List.ResumeAsync, cancellationToken)),
    };

    private static Command BuildAdd(Surroundings here)
    {
        var firstName = new Option<string>("--first-name") { Description = "First name." };
        var lastName = new Option<string>("--last-name") { Description = "Last name." };
        var timeZone = new Option<string>("--time-zone") { Description = "Time zone such as Europe/Madrid; without it, the newsletter's." };
        var tags = new Option<string[]>("--tag") { Description = "A tag; may be given several times." };
        var add = BuildOne(here, "add", "Put a person on the list, active at once.", (call, cancellationToken) =>
        {
            var first = SubscriberFields.Name(call.Parse.GetValue(firstName));
            var last = SubscriberFields.Name(call.Parse.GetValue(lastName));
            var zone = SubscriberFields.TimeZone(call.Parse.GetValue(timeZone));
            var tagged = SubscriberFields.Tags(call.Parse.GetValue(tags) ?? []);
            (string Option, string? Problem)[] checks =
            [
                (firstName.Name, first.Problem), (lastName.Name, last.Problem), (timeZone.Name, zone.Problem), (tags.Name, tagged.Problem),
            ];
            var entry = new SubscriberEntry
            {
                Address = call.Address,
                FirstName = first.Value,
                LastName = last.Value,
                TimeZone = zone.Value,
                Tags = tagged.Value,
            };
            return AddAsync(call, entry, [.. checks.Where(c => c.Problem is not null).Select(c => $"{c.Option} {c.Problem}")], cancellationToken);
        });
        add.Options.Add(firstName);
        add.Options.Add(lastName);
        add.Options.Add(timeZone);
        add.Options.Add(tags);
        return add;
    }

    /// <summary>A verb about one address: parses it, opens the list, and only then runs.</summary>
    private static Command BuildOne(
        Surroundings here, string verb, string description, Func<Call, CancellationToken, Task<int>> run)
    {
        var argument = new Argument<string>("ADDRESS") { Description = "Email address, for example ana@example.org." };
        var command = new Command(verb, description) { argument };
        command.SetAction((parse, cancellationToken) => here.RunAsync(async () =>
        {
            var typed = parse.GetRequiredValue(argument);
            if (!EmailAddress.TryParse(typed, out var address, out var problem))
            {
                here.Terminal.Error($"{typed} {problem}.");
                return Surroundings.WrongUsage;
            }

            var database = await Surroundings.OpenDatabaseAsync(here.Settings(), cancellationToken);
            return await run(new(parse, here.Terminal, new SubscriberList(database, here.Clock), address), cancellationToken);
        }));
        return command;
    }

    private static async Task<int> AddAsync(
        Call call, SubscriberEntry entry, IReadOnlyList<string> problems, CancellationToken cancellationToken)
    {
        foreach (var problem in problems)
        {
            call.Terminal.Error($"{problem}.");
        }

        if (problems.Count > 0)
        {
            return Surroundings.WrongUsage;
        }

        if (await call.List.AddAsync(entry, cancellationToken) is not { } added)
        {
            return call.Fail($"is on the list already; see: dispatcher subscriber show {call.Address}");
        }

        return call.Answer(added, $"{added.Email} is on the list now, {added.Status}.");
    }

    private static async Task<int> ShowAsync(Call call, CancellationToken cancellationToken)
    {
        if (await call.List.FindAsync(call.Address, cancellationToken) is not { } subscriber)
        {
            return call.FailUnknown();
        }

        if (call.IsJson)
        {
            call.Terminal.Json(subscriber);
            return Surroundings.Done;
        }

        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "");
        void Row(string name, string? value) => table.AddRow(new Text(name), new Text(value ?? "-"));
        Row("Address", subscriber.Email);
        Row("First name", subscriber.FirstName);
        Row("Last name", subscriber.LastName);
        Row("Time zone", subscriber.TimeZone ?? "the newsletter's");
        Row("Status", subscriber.Status);
        Row("Tags", subscriber.Tags.Count == 0 ? null : string.Join(", ", subscriber.Tags));
        Row("Since", subscriber.CreatedAt.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
        call.Terminal.Console.Write(table);
        return Surroundings.Done;
    }

    private static async Task<int> RemoveAsync(Call call, CancellationToken cancellationToken)
    {
        if (await call.List.FindAsync(call.Address, cancellationToken) is not { } subscriber
            || !await call.List.RemoveAsync(call.Address, cancellationToken))
        {
            return call.FailUnknown();
        }

        return call.Answer(subscriber, $"{subscriber.Email} is deleted from the list.");
    }

    private static async Task<int> ChangeAsync(
        Call call, Func<EmailAddress, CancellationToken, Task<StatusChange>> change, CancellationToken cancellationToken)
    {
        var answer = await change(call.Address, cancellationToken);
        return answer.IsDone
            ? call.Answer(await call.List.FindAsync(call.Address, cancellationToken), $"{call.Address} {answer.Message}.")
            : call.Fail(answer.Message);
    }

    /// <summary>One run of a verb.</summary>
    private sealed record Call(ParseResult Parse, Terminal Terminal, SubscriberList List, EmailAddress Address)
    {
        public bool IsJson => Parse.GetValue(CommonOptions.Json);

        /// <summary>Prints the person for programs, the sentence for people.</summary>
        public int Answer(Subscriber? subscriber, string sentence)
        {
            if (IsJson)
            {
                Terminal.Json(subscriber);
            }
            else
            {
                Terminal.Line(sentence);
            }

            return Surroundings.Done;
        }

        /// <param name="why">Stands behind the address.</param>
        public int Fail(string why)
        {
            Terminal.Error($"{Address} {why}");
            return Surroundings.Failed;
        }

        public int FailUnknown() => Fail($"is not on the list; check the spelling, or: dispatcher subscriber add {Address}");
    }
}
