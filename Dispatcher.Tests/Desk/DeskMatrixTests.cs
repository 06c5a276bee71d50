using System.Globalization;
using System.Net;
using System.Text;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>
/// Every address of the running desk is tried as every role and as nobody. What comes of it is the table "Who may do
/// what" in <c>docs/desk.md</c>.
/// </summary>
[FixtureLifeCycle(LifeCycle.SingleInstance), Parallelizable(ParallelScope.Self)]
[TestFixture, Integration]
internal sealed class DeskMatrixTests
{
    private static readonly Role[] All = Enum.GetValues<Role>();

    private DeskSite _desk = null!;
    private IReadOnlyList<DeskAddress> _addresses = null!;

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        _desk = await DeskSite.OpenAsync(WithEverything);
        _addresses = await DeskAddresses.OfAsync(_desk);
    }

    [OneTimeTearDown]
    public async Task CloseAsync() => await _desk.DisposeAsync();

    [Test]
    public void Each_address_has_its_row_and_each_row_its_address()
    {
        Assert.That(_addresses, Is.Not.Empty);
        Assert.That(_addresses.Where(one => one.Row is null).Select(one => one.Route), Is.Empty);
        Assert.That(
            Dispatcher.Desk.DeskRights.All.Select(row => row.Route),
            Is.EquivalentTo(_addresses.Select(one => one.Route))
        );
    }

    /// <summary>A row that says nothing of changing would let everybody change who may look.</summary>
    [Test]
    public void Each_address_that_takes_a_form_says_who_may_send_it() =>
        Assert.That(
            _addresses.Where(one => one is { MayPost: true, Row.Change: null }).Select(one => one.Route),
            Is.Empty
        );

    /// <summary>A right for a form that the page does not have protects nothing.</summary>
    [Test]
    public void Each_form_with_a_right_of_its_own_is_there() =>
        Assert.That(
            from one in _addresses
            from handler in one.Row!.Handlers.Keys
            where !one.Handlers.Contains(handler, StringComparer.OrdinalIgnoreCase)
            select $"{one.Route}?handler={handler}",
            Is.Empty
        );

    [Test]
    public async Task Each_role_may_do_what_the_table_says_and_the_guide_shows_it()
    {
        var measured = new StringBuilder();
        using (Assert.EnterMultipleScope())
        {
            foreach (var address in _addresses)
            {
                var looks = await MeasureAsync(address, address.MayGet, HttpMethod.Get, address.Row!.Look);
                var changes = await MeasureAsync(address, address.MayPost, HttpMethod.Post, address.Row.Change);
                Write(measured, address.Route, looks, changes);
                foreach (var (handler, right) in address.Row.Handlers.OrderBy(own => own.Key, StringComparer.Ordinal))
                {
                    var form = address with { Path = $"{address.Path}?handler={handler}" };
                    var own = await MeasureAsync(form, isServed: true, HttpMethod.Post, right);
                    Write(measured, $"{address.Route}?handler={handler}", [], own);
                }
            }
        }

        var table =
            $"| address | {string.Join(" | ", All.Select(role => role.Word()))} | not signed in |\n"
            + $"| --- |{string.Concat(Enumerable.Repeat(" --- |", All.Length + 1))}\n"
            + measured.ToString().ReplaceLineEndings("\n");
        await TestContext.Out.WriteLineAsync(table);
        Assert.That(
            Guide(),
            Is.EqualTo(table.Trim()),
            "Paste the table that is printed above into docs/desk.md below \"Who may do what\"."
        );
    }

    [Test]
    public async Task A_writer_who_sends_an_editors_form_by_hand_changes_nothing()
    {
        var editors = _addresses
            .Where(one => one is { MayPost: true, Row.Change: { } change } && MayOnlyEditor(change))
            .Concat(
                from one in _addresses
                from own in one.Row!.Handlers
                where MayOnlyEditor(own.Value)
                select one with
                {
                    Path = $"{one.Path}?handler={own.Key}",
                }
            )
            .ToList();
        using (Assert.EnterMultipleScope())
        {
            foreach (var address in editors)
            {
                using var writer = await _desk.AsAnewAsync(Role.Writer);
                var before = await DeskRows.ReadAsync(_desk.Host.Database);
                using var answer = await PostAsync(writer, address, await writer.TokenAsync("desk"));

                Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden), address.Route);
                Assert.That(
                    await answer.Content.ReadAsStringAsync(),
                    Does.Contain("Your role may not do this"),
                    address.Route
                );
                Assert.That(DeskRows.Changes(before, await DeskRows.ReadAsync(_desk.Host.Database)), Is.Empty);
            }
        }

        static bool MayOnlyEditor(Right right) =>
            RoleRights.Has(Role.Editor, right) && !RoleRights.Has(Role.Writer, right);
    }

    [Test]
    public async Task Each_form_without_the_token_of_our_page_is_refused()
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (var address in _addresses.Where(one => one.MayPost))
            {
                using var owner = await _desk.AsAnewAsync(Role.Owner);
                using var without = await PostAsync(owner, address, token: null);
                Assert.That(without.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), address.Route);

                using var other = await _desk.AsAnewAsync(Role.Owner);
                using var stolen = await PostAsync(owner, address, await other.TokenAsync("desk"));
                Assert.That(stolen.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), $"{address.Route}, stolen token");
            }
        }
    }

    [Test]
    public async Task No_look_changes_a_row()
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (var address in _addresses.Where(one => one.MayGet))
            {
                using var owner = await _desk.AsAnewAsync(Role.Owner);
                await owner.PageAsync("desk");
                var before = await DeskRows.ReadAsync(_desk.Host.Database);
                using (await SendAsync(owner, new(HttpMethod.Get, address.Path))) { }

                Assert.That(
                    DeskRows.Changes(before, await DeskRows.ReadAsync(_desk.Host.Database)),
                    Is.Empty,
                    address.Route
                );
            }
        }
    }

    [Test]
    public async Task A_desk_that_is_off_serves_none_of_it()
    {
        await using var off = await DeskSite.OpenAsync(settings =>
            settings with
            {
                Desk = new DeskSettings { IsOn = false },
            }
        );
        using var stranger = off.Nobody();

        Assert.That(await DeskAddresses.OfAsync(off), Is.Empty);
        using (Assert.EnterMultipleScope())
        {
            foreach (var address in _addresses)
            {
                using var look = await SendAsync(stranger, new(HttpMethod.Get, address.Path));
                Assert.That(look.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), $"GET {address.Route}");
                using var change = await PostAsync(stranger, address, token: null);
                Assert.That(change.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), $"POST {address.Route}");
            }
        }
    }

    /// <summary>All parts of the desk that a setting turns on.</summary>
    private static DispatcherSettings WithEverything(DispatcherSettings settings) =>
        settings with
        {
            Desk = settings.Desk with { Oidc = Oidc.OidcVisit.Settings(new Uri("http://127.0.0.1:1/")) },
        };

    /// <summary>Who got in, nobody signed in as null; each answer is held against the table of rights.</summary>
    private async Task<List<Role?>> MeasureAsync(DeskAddress address, bool isServed, HttpMethod method, Right? right)
    {
        if (!isServed || right is not { } needed)
        {
            return [];
        }

        var let = new List<Role?>();
        foreach (var role in All.Select(role => (Role?)role).Append(null))
        {
            using var browser = role is { } one ? await _desk.AsAnewAsync(one) : _desk.Nobody();
            var what = $"{method} {address.Route} as {role?.ToString() ?? "nobody"}";
            using var answer =
                method == HttpMethod.Get
                    ? await SendAsync(browser, new(method, address.Path))
                    : await PostAsync(
                        browser,
                        address,
                        await browser.TokenAsync(role is null ? "desk/sign-in" : "desk")
                    );
            var isLet = role is { } who
                ? await IsLetInAsync(answer, what)
                : IsLetInUnknown(answer, address, isOpen: needed is Right.None, what);
            var isMeant = role is { } known ? RoleRights.Has(known, needed) : needed is Right.None;
            Assert.That(isLet, Is.EqualTo(isMeant), $"{what}: {(int)answer.StatusCode}");
            if (isLet)
            {
                let.Add(role);
            }
        }

        return let;
    }

    private static async Task<bool> IsLetInAsync(HttpResponseMessage answer, string what)
    {
        Assert.That(IsToSignIn(answer), Is.False, $"{what}: the session is not taken");
        Assert.That(answer.StatusCode, Is.Not.EqualTo(HttpStatusCode.TooManyRequests), what);
        if (answer.StatusCode is not HttpStatusCode.Forbidden)
        {
            return true;
        }

        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("Your role may not do this"), what);
        return false;
    }

    private static bool IsLetInUnknown(HttpResponseMessage answer, DeskAddress address, bool isOpen, string what)
    {
        if (isOpen)
        {
            // The sign-in page itself answers a wrong password with 401.
            return !IsToSignIn(answer)
                && answer.StatusCode is not HttpStatusCode.Forbidden
                && (address.IsPage || answer.StatusCode is not HttpStatusCode.Unauthorized);
        }

        Assert.That(
            address.IsPage ? IsToSignIn(answer) : answer.StatusCode is HttpStatusCode.Unauthorized,
            Is.True,
            $"{what}: {(int)answer.StatusCode}"
        );
        return false;
    }

    private static bool IsToSignIn(HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.Redirect
        && answer.Headers.Location?.OriginalString.Contains("/desk/sign-in?to=", StringComparison.Ordinal) == true;

    private static Task<HttpResponseMessage> PostAsync(DeskBrowser browser, DeskAddress address, string? token)
    {
        // Fields that no form has: a change that is let in finds nothing to change.
        var fields = new Dictionary<string, string> { ["nothing"] = "of any form" };
        var request = new HttpRequestMessage(HttpMethod.Post, address.Path)
        {
            Content = new FormUrlEncodedContent(fields),
        };
        if (token is not null)
        {
            request.Headers.Add(Dispatcher.Desk.DeskForms.Header, token);
        }

        return SendAsync(browser, request);
    }

    /// <summary>Does not wait for the end of an answer: some have none.</summary>
    private static Task<HttpResponseMessage> SendAsync(DeskBrowser browser, HttpRequestMessage request) =>
        browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

    private static void Write(StringBuilder table, string address, List<Role?> looks, List<Role?> changes) =>
        table.AppendLine(
            CultureInfo.InvariantCulture,
            $"| `{address}` | {string.Join(" | ", All.Select(role => Cell(looks, changes, role)))} | "
                + $"{Cell(looks, changes, null)} |"
        );

    private static string Cell(List<Role?> looks, List<Role?> changes, Role? role) =>
        (looks.Contains(role), changes.Contains(role)) switch
        {
            (true, true) => "look, change",
            (true, false) => "look",
            (false, true) => "change",
            _ => "",
        };

    private static string Guide()
    {
        var guide = File.ReadAllText(Path.Combine(Corpora.Repository(), "docs", "desk.md"));
        var at = guide.IndexOf("\n## Who may do what\n", StringComparison.Ordinal);
        return at < 0
            ? ""
            : string.Join(
                '\n',
                guide[(at + 1)..]
                    .Split('\n')
                    .Skip(1)
                    .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
                    .SkipWhile(line => !line.StartsWith('|'))
                    .TakeWhile(line => line.StartsWith('|'))
            );
    }
}
