using System.Text;
using Newsletter.Dispatcher.Subscribers.Import;

namespace Newsletter.Dispatcher.Tests.Subscribers.Import;

[TestFixture]
internal sealed class CsvHeaderTests
{
    [TestCase("email,first_name,tags", ',', "email=0 first_name=1 tags=2")]
    [TestCase("Tags;FIRST_NAME;Email", ';', "tags=0 first_name=1 email=2")]
    [TestCase("\"Last Name\"\t Email \tTime-Zone", '\t', "last_name=0 email=1 time_zone=2")]
    [TestCase("email", ',', "email=0")]
    [TestCase("EMAIL,FNAME,LNAME", ',', "email=0 first_name=1 last_name=2")]
    [TestCase("Email Address;Vorname;Nachname", ';', "email=0 first_name=1 last_name=2")]
    [TestCase("mail,name", ',', "email=0 name=1")]
    [TestCase("E-Mail\tPr\u00E9nom\tNom", '\t', "email=0 first_name=1 last_name=2")]
    [TestCase("userEmail,fullName,dateAdded,timezone", ',', "email=0 name=1 joined=2 time_zone=3")]
    [TestCase("mail,email,Email Address", ',', "email=1")]
    [TestCase("name, first;email", ';', "email=1")]
    public void Columns_are_found_in_any_order_and_case_and_behind_any_separator(
        string line,
        char separator,
        string columns
    )
    {
        var header = CsvHeader.Read(Encoding.UTF8.GetBytes(line));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(header.Problem, Is.Null);
            Assert.That(header.Value!.Separator, Is.EqualTo(separator));
            Assert.That(
                header.Value.Columns.OrderBy(c => c.Value).Select(c => $"{c.Key}={c.Value}"),
                Is.EqualTo(columns.Split(' '))
            );
        }
    }

    [TestCase("", "is empty; its first line has to name the columns, at least email")]
    [TestCase(
        "PK\u0003\u0004\0\0",
        "is a zip file, or a workbook; unpack it first and import the CSV files in it, or save the table as CSV in "
            + "UTF-8"
    )]
    [TestCase("\u001F\0", "is no text; save the table as CSV in UTF-8")]
    [TestCase(
        "emial;first_name",
        "has no column email in its first line, only first_name, emial (did you mean email?); name one so"
    )]
    [TestCase(
        "ana@example.org,Ana",
        "begins with a row, not with the names of its columns; write a line such as email,first_name above it"
    )]
    [TestCase("email,tags,EMAIL", "has the column email twice; take one out")]
    [TestCase(
        "email,\"tags",
        "has a first line that has a quote that opens here and does not close in its cell; close it, or write it "
            + "twice if it belongs to the text"
    )]
    public void A_file_without_a_header_is_refused_with_what_to_do(string line, string expected)
    {
        Assert.That(CsvHeader.Read(Encoding.UTF8.GetBytes(line)).Problem, Is.EqualTo(expected));
    }

    [Test]
    public void Other_columns_are_named_with_what_may_have_been_meant()
    {
        var header = CsvHeader.Read("email,firstnam,notes,tag"u8.ToArray()).Value!;

        Assert.That(
            header.Ignored,
            Is.EqualTo(new[] { "firstnam (did you mean first_name?)", "notes", "tag (did you mean tags?)" })
        );
    }

    [Test]
    public void A_header_of_a_million_columns_is_refused()
    {
        var line = Encoding.UTF8.GetBytes("email" + new string(',', 60_000));

        Assert.That(
            CsvHeader.Read(line).Problem,
            Is.EqualTo("has a first line that has 60001 cells; at most 100 are possible")
        );
    }
}
